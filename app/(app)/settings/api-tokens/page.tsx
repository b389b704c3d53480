import type { Metadata } from "next";
import Link from "next/link";
import { StatusBadge } from "@/app/_components/badge";
import { Button } from "@/app/_components/button";
import { EmptyState } from "@/app/_components/empty-state";
import { Table, Td, Th, Tr } from "@/app/_components/table";
import { RelativeTime } from "@/app/_components/time";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { type ApiTokenView, listApiTokens } from "@/lib/workspaces/api-tokens";
import { addressedWorkspace, SettingsFrame } from "../_components/settings-frame";
import { settingsPath } from "../paths";
import { readSettingsSearch } from "../schema";
import { capabilityWords } from "./token-words";

export const metadata: Metadata = { title: "API tokens · Settings" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** What programs sign in with. An owner makes and revokes them; a manager sees them. */
export default async function ApiTokensPage({ searchParams }: Props) {
  const search = readSettingsSearch(await searchParams);
  const { access, tokens } = await orNotFound(listApiTokens(await requireActor(), search.workspace, new Date()));
  const canManage = access.can("workspace.manage");
  const workspace = addressedWorkspace(access);
  const create = canManage && (
    <Button variant="primary" href={settingsPath("api-tokens", { workspace }, "create")}>
      Make a token
    </Button>
  );
  return (
    <SettingsFrame
      access={access}
      tab="api-tokens"
      title="API tokens"
      search={search}
      actions={tokens.length > 0 && create}
    >
      <p className="mb-6 max-w-xl text-muted">
        With a token a program uses the{" "}
        <a href="/docs/api" className="text-link underline">
          HTTP API
        </a>
        : a scheduled scan delivers its result, a script fetches the packs. A token may do what it was made for, and
        never more than whoever made it may at that moment.
        {!canManage && " Only an owner of the workspace makes and revokes them."}
      </p>
      {tokens.length === 0 ? (
        <EmptyState
          icon="shield-check"
          title="No API tokens yet."
          text="Programs have no access to this workspace."
          action={create}
        />
      ) : (
        <TokenTable tokens={tokens} workspace={workspace} canManage={canManage} />
      )}
    </SettingsFrame>
  );
}

interface TokenTableProps {
  tokens: ApiTokenView[];
  workspace: string | undefined;
  canManage: boolean;
}

function TokenTable({ tokens, workspace, canManage }: TokenTableProps) {
  return (
    <Table label="API tokens">
      <thead>
        <tr>
          <Th>Name</Th>
          <Th className="max-md:hidden">May</Th>
          <Th className="max-lg:hidden">Where</Th>
          <Th className="max-lg:hidden">Last used</Th>
          <Th>State</Th>
          {canManage && (
            <Th>
              <span className="sr-only">Actions</span>
            </Th>
          )}
        </tr>
      </thead>
      <tbody>
        {tokens.map((token) => (
          <Tr key={token.id} className="align-top">
            <Td>
              <p className="font-medium wrap-anywhere">{token.name}</p>
              <p className="text-xs text-muted wrap-anywhere">
                <code className="font-mono">{token.prefix}…</code> of {token.createdByName}
              </p>
            </Td>
            <Td className="text-muted max-md:hidden">
              {token.capabilities.map((capability) => capabilityWords[capability].label).join(", ")}
            </Td>
            <Td className="text-muted max-lg:hidden">
              {token.tenants?.map(({ name }) => name).join(", ") ?? "Whole workspace"}
            </Td>
            <Td className="text-muted max-lg:hidden">
              {token.lastUsedAt ? <RelativeTime at={token.lastUsedAt} /> : "Never"}
            </Td>
            <Td>
              <StatusBadge domain="api_token_state" value={token.state} />
              {token.state === "active" && (
                <p className="mt-1 text-xs text-muted">
                  {token.expiresAt ? (
                    <>
                      ends <RelativeTime at={token.expiresAt} />
                    </>
                  ) : (
                    "no end"
                  )}
                </p>
              )}
            </Td>
            {canManage && (
              <Td end>
                {token.state !== "revoked" && (
                  <Link
                    href={settingsPath("api-tokens", { workspace, token: token.id }, "revoke")}
                    prefetch={false}
                    aria-label={`Revoke ${token.name}`}
                    className="relative text-danger hover:underline"
                  >
                    Revoke
                  </Link>
                )}
              </Td>
            )}
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
