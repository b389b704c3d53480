import type { Metadata } from "next";
import { EndPackPage } from "../../_components/end-pack-page";

export const metadata: Metadata = { title: "Delete review pack" };

export default async function DeletePage({ params }: { params: Promise<{ slug: string; id: string }> }) {
  return <EndPackPage ending="delete" {...(await params)} />;
}
