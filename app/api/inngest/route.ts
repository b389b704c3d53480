import { serve } from "inngest/next";
import { inngest } from "@/inngest/client";
import { functions } from "@/inngest/functions";

// The functions that Inngest, real or embedded, calls. Requests are signed; the SDK checks it (inngest-wire.md, section 6).
export const { GET, POST, PUT } = serve({ client: inngest, functions });
