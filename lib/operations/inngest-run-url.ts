import { env } from "@/lib/env";

const cloud = "https://app.inngest.com/env/production";

/**
 * Where Inngest's dashboard shows a run; null with the embedded runner, which has none. The paths are those of Inngest
 * Cloud (/runs/<id>) and of a server of one's own (/run?runID=<id>).
 */
export function inngestRunUrl(runId: string): string | null {
  const { TENANTPILOT_RUNNER, INNGEST_DASHBOARD_URL, INNGEST_BASE_URL } = env();
  if (TENANTPILOT_RUNNER === "embedded") return null;
  const base = (INNGEST_DASHBOARD_URL ?? INNGEST_BASE_URL ?? cloud).replace(/\/+$/, "");
  const id = encodeURIComponent(runId);
  return new URL(base).hostname === "app.inngest.com" ? `${base}/runs/${id}` : `${base}/run?runID=${id}`;
}
