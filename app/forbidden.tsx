import type { Metadata } from "next";
import { Brand } from "@/app/_components/brand";
import { StatusRefusal } from "@/app/_components/refusal";

export const metadata: Metadata = { title: "Not allowed" };

/** 403 outside the frame. */
export default function ForbiddenPage() {
  return (
    <main className="px-4 py-6">
      <Brand />
      <StatusRefusal status={403} />
    </main>
  );
}
