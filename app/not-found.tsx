import type { Metadata } from "next";
import { Brand } from "@/app/_components/brand";
import { StatusRefusal } from "@/app/_components/refusal";

export const metadata: Metadata = { title: "Not found" };

/** 404 outside the frame. */
export default function NotFoundPage() {
  return (
    <main className="px-4 py-6">
      <Brand />
      <StatusRefusal status={404} />
    </main>
  );
}
