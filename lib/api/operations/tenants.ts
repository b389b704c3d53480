import { z } from "zod";
import { operation } from "@/lib/api/operation";
import { tenantListSchema } from "@/lib/api/schemas";
import { listTenants } from "@/lib/tenants/tenants";

export const listTenantsOperation = operation({
  id: "listTenants",
  method: "GET",
  path: "/tenants",
  summary: "List the tenants",
  description: "The tenants that the token is for, by name.",
  capability: "tenant.view",
  params: {},
  query: z.strictObject({}),
  isKeyed: false,
  answers: { 200: { description: "The tenants.", schema: tenantListSchema } },
  refusals: [],
  example: { path: "/tenants" },
  async run({ actor }) {
    const tenants = await listTenants(actor);
    return {
      status: 200,
      body: {
        tenants: tenants.map(({ slug, name, entraTenantId, timeZone }) => ({ slug, name, entraTenantId, timeZone })),
      },
    };
  },
});
