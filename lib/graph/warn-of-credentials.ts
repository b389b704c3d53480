import { inSystem } from "@/lib/db";
import { credentialWarningDays } from "@/lib/graph/connections";
import { notify } from "@/lib/notifications/notify";

const dayMs = 86_400_000;

/** Tells the owners of a workspace, once for each credential, that it ends within two weeks or has ended. */
export async function warnOfCredentials(now: Date): Promise<{ warned: number }> {
  let warned = 0;
  await inSystem(async (tx) => {
    const ending = await tx.graphConnection.findMany({
      where: { credentialExpiresAt: { lte: new Date(now.getTime() + credentialWarningDays * dayMs) } },
      select: {
        workspaceId: true,
        tenantId: true,
        credentialKind: true,
        credentialExpiresAt: true,
        tenant: { select: { slug: true, name: true } },
      },
    });
    for (const { workspaceId, tenantId, credentialKind, credentialExpiresAt, tenant } of ending) {
      const end = credentialExpiresAt?.toISOString() ?? "";
      const owners = await tx.membership.findMany({
        where: { workspaceId, role: "owner", tenantId: null },
        select: { userId: true },
      });
      for (const { userId } of owners) {
        const isNew = await notify(tx, userId, {
          workspaceId,
          tenantId,
          kind: "graph_connection.ends_soon",
          title: `The ${credentialKind === "certificate" ? "certificate" : "client secret"} of ${tenant.name} ends`,
          body: `It works until ${end.slice(0, 10)}. Then nothing is fetched from Microsoft Graph until a new one is entered.`,
          href: `/settings/graph/${tenant.slug}`,
          dedupeKey: `graph:${tenantId}:credential:${end}`,
        });
        if (isNew) warned++;
      }
    }
  });
  return { warned };
}
