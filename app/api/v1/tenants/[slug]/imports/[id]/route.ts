import { serve } from "@/app/api/v1/serve";
import { getImportOperation } from "@/lib/api/operations/imports";

export const GET = serve(getImportOperation);
