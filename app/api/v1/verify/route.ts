import { serve } from "@/app/api/v1/serve";
import { verifyOperation } from "@/lib/api/operations/verify";

export const POST = serve(verifyOperation);
