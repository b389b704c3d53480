import { serve } from "@/app/api/v1/serve";
import { generatePackOperation, listPacksOperation } from "@/lib/api/operations/packs";

export const GET = serve(listPacksOperation);
export const POST = serve(generatePackOperation);
