import type { Command } from "commander";
import { runCommand } from "@/bin/command";
import { summaries } from "@/bin/program";

interface Options {
  json?: boolean;
  as?: string;
  workspace: string;
  slug?: string;
  name: string;
  entraTenantId?: string;
  timeZone?: string;
}

/** `tenant add`: a Microsoft 365 tenant to look after. */
export function register(program: Command): void {
  const tenant = program.command("tenant").description(summaries.tenant ?? "");
  tenant
    .command("add")
    .description("add a tenant to a workspace")
    .requiredOption("--workspace <slug>", "the workspace")
    .requiredOption("--name <name>", "its name on pages and in packs")
    .option("--slug <slug>", "its name in addresses and commands; left out: made from the name")
    .option("--entra-tenant-id <uuid>", "its id in Microsoft Entra; imports are checked against it")
    .option("--time-zone <name>", "its time zone, for example Europe/Vienna; left out: UTC")
    .option("--as <e-mail>", "act as this person")
    .option("--json", "one JSON document on standard output")
    .action((options: Options) =>
      runCommand(options, async ({ actor }) => {
        const { addTenant } = await import("@/lib/tenants/manage-tenants");
        const { workspace, slug, name, entraTenantId, timeZone } = options;
        const added = await addTenant(actor, workspace, { slug, name, entraTenantId, timeZone });
        return {
          json: { tenant: added },
          text: `${added.name} is in the workspace ${workspace} as ${added.slug}.\nNext: tenantpilot import --tenant ${added.slug} <file…>`,
        };
      }),
    );
}
