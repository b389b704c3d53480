import { Middleware } from "inngest";
import { withLogIds } from "@/lib/log-ids";

/** The run's id in every line that is logged while a durable function works: it is the id of Inngest's dashboard and of the operations pages. */
export class RunIdInLog extends Middleware.BaseMiddleware {
  readonly id = "run-id-in-log";

  override wrapRequest({ next, runId }: Middleware.WrapRequestArgs): Promise<Middleware.Response> {
    return withLogIds({ runId }, next);
  }
}
