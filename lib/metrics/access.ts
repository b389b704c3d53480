import { createHash, timingSafeEqual } from "node:crypto";
import { env } from "@/lib/env";

/** Whether these headers carry the token of the metrics. Without one in the environment nobody may read them. */
export function mayReadMetrics(headers: Pick<Headers, "get">): boolean {
  const wanted = env().TENANTPILOT_METRICS_TOKEN;
  const given = /^Bearer (.+)$/.exec(headers.get("authorization") ?? "")?.[1];
  return wanted !== undefined && given !== undefined && timingSafeEqual(digest(wanted), digest(given));
}

const digest = (text: string) => createHash("sha256").update(text).digest();
