import { randomUUID } from "node:crypto";
import type { Actor } from "@/lib/auth/actor";
import { limitsInForce } from "@/lib/limits";
import { defaultOptions } from "@/lib/review-packs/options";
import { previewPack } from "@/lib/review-packs/preview-pack";
import { GenerateForm } from "./generate-form";
import { PackPreview } from "./pack-preview";

/** The Generate form with its preview, as it is on its page and in the dialog. */
export async function GenerateOffer({ actor, slug, cancel }: { actor: Actor; slug: string; cancel?: React.ReactNode }) {
  const preview = await previewPack(actor, slug, new Date());
  return (
    <GenerateForm
      tenant={slug}
      defaults={defaultOptions()}
      idempotencyKey={randomUUID()}
      cancel={cancel}
      preview={<PackPreview slug={slug} preview={preview} perMinute={limitsInForce().generations} />}
    />
  );
}
