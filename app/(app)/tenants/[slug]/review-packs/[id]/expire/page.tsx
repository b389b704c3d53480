import type { Metadata } from "next";
import { EndPackPage } from "../../_components/end-pack-page";

export const metadata: Metadata = { title: "Expire review pack" };

export default async function ExpirePage({ params }: { params: Promise<{ slug: string; id: string }> }) {
  return <EndPackPage ending="expire" {...(await params)} />;
}
