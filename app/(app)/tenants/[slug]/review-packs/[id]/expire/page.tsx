import type { Metadata } from "next";
import { PackVerbPage } from "../../_components/pack-verb-page";

export const metadata: Metadata = { title: "Expire review pack" };

export default async function ExpirePage({ params }: { params: Promise<{ slug: string; id: string }> }) {
  return <PackVerbPage verb="expire" {...(await params)} />;
}
