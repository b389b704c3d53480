import type { Metadata } from "next";
import { ControlPage } from "../_components/control-page";

export const metadata: Metadata = { title: "Cancel operation" };

export default async function CancelPage({ params }: { params: Promise<{ slug: string; id: string }> }) {
  return <ControlPage control="cancel" {...(await params)} />;
}
