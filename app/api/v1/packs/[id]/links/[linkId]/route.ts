import { serve } from "@/app/api/v1/serve";
import { revokeLinkOperation } from "@/lib/api/operations/links";

export const DELETE = serve(revokeLinkOperation);
