import { relaySoon } from "@/app/relay-soon";
import { answerApi } from "@/lib/api/answer";
import type { AnyOperation } from "@/lib/api/operation";

type Context = { params: Promise<Record<string, string>> };

/** A route of the API: all rules are in lib/api. No cookie counts here, so no Origin is asked for. */
export function serve(operation: AnyOperation): (request: Request, context: Context) => Promise<Response> {
  return async (request, { params }) =>
    answerApi(operation, request, { params: await params, relay: () => relaySoon(new Date()) });
}
