import type { Metadata } from "next";
import { Card } from "@/app/_components/card";
import { CopyButton } from "@/app/_components/copy-button";
import { DateTime } from "@/app/_components/time";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { signingKeyPath, signingKeysPath } from "@/lib/signing/addresses";
import { type KnownKey, listKnownKeys } from "@/lib/signing/known-keys";
import { getWorkspaceSettings } from "@/lib/workspaces/settings";
import { SettingsFrame } from "../_components/settings-frame";
import { readSettingsSearch } from "../schema";

export const metadata: Metadata = { title: "Signing keys · Settings" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** The keys that packs are signed with, so that somebody can confirm a fingerprint to an auditor. */
export default async function SigningKeysPage({ searchParams }: Props) {
  const search = readSettingsSearch(await searchParams);
  const { access } = await orNotFound(getWorkspaceSettings(await requireActor(), search.workspace));
  const keys = await listKnownKeys();
  return (
    <SettingsFrame access={access} tab="signing-keys" title="Signing keys" search={search}>
      <div className="mb-6 grid max-w-xl gap-2 text-muted">
        <p>
          Every pack is signed. Who gets one can check with the public key that nobody changed it, and asks you whether
          the fingerprint is right. All workspaces of this TenantPilot share these keys.
        </p>
        <p>
          Anybody can read them at{" "}
          <a href={signingKeysPath} className="text-link underline">
            {signingKeysPath}
          </a>
          . A key that was replaced stays known, so that old packs can be checked.
        </p>
      </div>
      <div className="grid gap-4">
        {keys.map((key) => (
          <KeyCard key={key.id} signingKey={key} />
        ))}
      </div>
      <p className="mt-6 max-w-xl text-muted">
        Whoever runs this TenantPilot replaces the key with{" "}
        <code className="font-mono text-xs">tenantpilot keys rotate</code>, or in TENANTPILOT_SIGNING_KEYS where that is
        set.
      </p>
    </SettingsFrame>
  );
}

const roles: Record<KnownKey["role"], string> = {
  signing: "Signs new packs",
  kept: "Finishes packs that were begun with it",
  retired: "Known for the packs that it signed",
};

function KeyCard({ signingKey: { id, fingerprint, role, knownSince } }: { signingKey: KnownKey }) {
  return (
    <Card title={`Key ${id}`}>
      <div className="grid gap-2 px-4 py-3">
        <p className="flex items-start gap-1">
          <code className="min-w-0 font-mono text-xs leading-6 break-all">{fingerprint}</code>
          <CopyButton value={fingerprint} label={`Copy the fingerprint of key ${id}`} />
        </p>
        <p className="flex flex-wrap gap-x-4 text-muted">
          <span>{roles[role]}</span>
          <span>
            Since <DateTime at={knownSince} />
          </span>
          <a href={signingKeyPath(id)} download={`tenantpilot-signing-key-${id}.pem`} className="text-link underline">
            Public key (PEM)
          </a>
        </p>
      </div>
    </Card>
  );
}
