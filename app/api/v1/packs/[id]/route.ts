import { serve } from "@/app/api/v1/serve";
import { getPackOperation } from "@/lib/api/operations/packs";

export const GET = serve(getPackOperation);
