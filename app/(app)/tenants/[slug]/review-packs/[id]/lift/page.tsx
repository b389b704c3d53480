import type { Metadata } from "next";
import { PackVerbPage } from "../../_components/pack-verb-page";

export const metadata: Metadata = { title: "Lift the legal hold" };

export default async function LiftPage({ params }: { params: Promise<{ slug: string; id: string }> }) {
  return <PackVerbPage verb="lift" {...(await params)} />;
}
