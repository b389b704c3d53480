import { randomUUID } from "node:crypto";
import type { Actor } from "@/lib/auth/actor";
import { defaultOptions } from "@/lib/review-packs/options";
import { previewPack } from "@/lib/review-packs/preview-pack";
import { GenerateForm } from "./generate-form";
import { PackPreview } from "./pack-preview";

/** The Generate form with its preview, as it is on its page and in the dialog. */
export async function GenerateOffer({ actor, slug, cancel }: { actor: Actor; slug: string; cancel?: React.ReactNode }) {
  const now = new Date();
  const defaults = defaultOptions();
  const preview = (includeOperations: boolean) =>
    previewPack(actor, slug, { includePii: true, includeOperations }, now);
  const [withOperations, without] = await Promise.all([preview(true), preview(false)]);
  return (
    <GenerateForm
      tenant={slug}
      defaults={defaults}
      idempotencyKey={randomUUID()}
      cancel={cancel}
      preview={<PackPreview slug={slug} withOperations={withOperations} without={without} />}
    />
  );
}
