import type { Metadata } from "next";
import { PackVerbPage } from "../../_components/pack-verb-page";

export const metadata: Metadata = { title: "Legal hold" };

export default async function HoldPage({ params }: { params: Promise<{ slug: string; id: string }> }) {
  return <PackVerbPage verb="hold" {...(await params)} />;
}
