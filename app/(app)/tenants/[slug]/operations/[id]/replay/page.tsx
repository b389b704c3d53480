import type { Metadata } from "next";
import { ControlPage } from "../_components/control-page";

export const metadata: Metadata = { title: "Replay operation" };

export default async function ReplayPage({ params }: { params: Promise<{ slug: string; id: string }> }) {
  return <ControlPage control="replay" {...(await params)} />;
}
