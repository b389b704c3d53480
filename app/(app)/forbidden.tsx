import type { Metadata } from "next";
import { StatusRefusal } from "@/app/_components/refusal";

export const metadata: Metadata = { title: "Not allowed" };

/** 403 inside the frame. */
export default function ForbiddenPage() {
  return <StatusRefusal status={403} />;
}
