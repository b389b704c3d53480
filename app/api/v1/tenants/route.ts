import { serve } from "@/app/api/v1/serve";
import { listTenantsOperation } from "@/lib/api/operations/tenants";

export const GET = serve(listTenantsOperation);
