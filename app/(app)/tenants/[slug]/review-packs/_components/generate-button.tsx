import { Button } from "@/app/_components/button";
import { CloseDialogButton, LinkDialog } from "@/app/_components/link-dialog";
import type { Actor } from "@/lib/auth/actor";
import type { TenantAccess } from "@/lib/tenants/access";
import { packsPath } from "../paths";
import { GenerateOffer } from "./generate-offer";

/** Generate review pack: a link to its page that opens as a dialog; for who may not, disabled with the reason. */
export function GenerateButton({ actor, access }: { actor: Actor; access: TenantAccess }) {
  const { slug } = access.tenant;
  if (!access.can("review_pack.manage")) {
    return (
      <>
        <span id="generate-refused" className="text-muted">
          Your role does not include making packs.
        </span>
        <Button disabled aria-describedby="generate-refused">
          Generate review pack
        </Button>
      </>
    );
  }
  return (
    <LinkDialog
      href={`${packsPath(slug)}/generate`}
      label="Generate review pack"
      title="Generate review pack"
      variant="primary"
      wide
    >
      <GenerateOffer actor={actor} slug={slug} cancel={<CloseDialogButton>Cancel</CloseDialogButton>} />
    </LinkDialog>
  );
}
