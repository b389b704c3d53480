import { serve } from "@/app/api/v1/serve";
import { createImportOperation } from "@/lib/api/operations/imports";

export const POST = serve(createImportOperation);
