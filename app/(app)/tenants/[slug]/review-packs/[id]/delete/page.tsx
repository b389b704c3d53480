import type { Metadata } from "next";
import { PackVerbPage } from "../../_components/pack-verb-page";

export const metadata: Metadata = { title: "Delete review pack" };

export default async function DeletePage({ params }: { params: Promise<{ slug: string; id: string }> }) {
  return <PackVerbPage verb="delete" {...(await params)} />;
}
