import type { Metadata } from "next";
import { StatusBadge } from "@/app/_components/badge";
import { Button } from "@/app/_components/button";
import { EmptyState } from "@/app/_components/empty-state";
import { RowLink, Table, Td, Th, Tr } from "@/app/_components/table";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { listGraphStandings } from "@/lib/graph/queries";
import { addressedWorkspace, SettingsFrame } from "../_components/settings-frame";
import { settingsPath } from "../paths";
import { readSettingsSearch } from "../schema";
import { FetchOutcome } from "./_components/fetch-outcome";
import { connectionState } from "./connection-state";
import { rhythmWords } from "./schema";

export const metadata: Metadata = { title: "Microsoft Graph · Settings" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Which tenants are fetched from Microsoft Graph, and how that goes. */
export default async function GraphConnectionsPage({ searchParams }: Props) {
  const search = readSettingsSearch(await searchParams);
  const { access, standings } = await orNotFound(
    listGraphStandings(await requireActor(), search.workspace, new Date()),
  );
  const workspace = addressedWorkspace(access);
  return (
    <SettingsFrame access={access} tab="graph" title="Microsoft Graph" search={search}>
      <p className="mb-6 max-w-xl text-muted">
        A tenant that is connected needs no files for its roles, granted permissions, conditional access and Secure
        Score: they are fetched into its reports, as often as you like.
      </p>
      {standings.length === 0 ? (
        <EmptyState
          icon="building"
          title="No tenant yet."
          text="Add a tenant, then connect it to Microsoft Graph."
          action={
            <Button variant="primary" href={settingsPath("tenants", { workspace })}>
              Tenants
            </Button>
          }
        />
      ) : (
        <Table label="Connections to Microsoft Graph">
          <thead>
            <tr>
              <Th>Tenant</Th>
              <Th>Connection</Th>
              <Th className="max-md:hidden">Fetches</Th>
              <Th end className="max-sm:hidden">
                Last fetch
              </Th>
            </tr>
          </thead>
          <tbody>
            {standings.map(({ slug, name, connection, lastFetch }) => (
              <Tr key={slug}>
                <Td>
                  <RowLink href={settingsPath("graph", { workspace }, slug)}>{name}</RowLink>
                </Td>
                <Td>
                  <StatusBadge domain="graph_connection_state" value={connectionState(connection)} />
                </Td>
                <Td className="text-muted max-md:hidden">{connection ? rhythmWords[connection.fetchEvery] : "–"}</Td>
                <Td end className="max-sm:hidden">
                  <FetchOutcome slug={slug} fetch={lastFetch} />
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </SettingsFrame>
  );
}
