import type { Metadata } from "next";
import { StatusRefusal } from "@/app/_components/refusal";

export const metadata: Metadata = { title: "Not found" };

/** 404 inside the frame. */
export default function NotFoundPage() {
  return <StatusRefusal status={404} />;
}
