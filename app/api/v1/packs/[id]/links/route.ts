import { serve } from "@/app/api/v1/serve";
import { createLinkOperation } from "@/lib/api/operations/links";

export const POST = serve(createLinkOperation);
