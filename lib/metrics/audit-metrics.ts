import { Counter, Registry } from "prom-client";
import type { AuditEntry } from "@/lib/audit/record";

interface AuditMetrics {
  registry: Registry;
  events: Counter<"action" | "outcome">;
  downloadBytes: Counter;
}

// On globalThis, because Next bundles routes apart: what one counts another shows.
const holder = globalThis as typeof globalThis & { tenantpilotMetrics?: AuditMetrics };

function auditMetrics(): AuditMetrics {
  if (holder.tenantpilotMetrics) return holder.tenantpilotMetrics;
  const registers = [new Registry()] as [Registry];
  holder.tenantpilotMetrics = {
    registry: registers[0],
    events: new Counter({
      name: "tenantpilot_audit_events_total",
      help: "Audit events of this process by action and outcome; outcome refused counts refusals.",
      labelNames: ["action", "outcome"],
      registers,
    }),
    downloadBytes: new Counter({
      name: "tenantpilot_download_bytes_total",
      help: "Bytes of packs that this process has handed out, downloads that were cut off included.",
      registers,
    }),
  };
  return holder.tenantpilotMetrics;
}

/** The counters of this process (running.md, Production): they begin at 0 with it, and Prometheus adds processes up. */
export const auditRegistry = () => auditMetrics().registry;

/** Counts an event that was recorded. One whose transaction fails afterwards is counted all the same. */
export function countAudit({ action, outcome = "ok", details }: AuditEntry): void {
  const { events, downloadBytes } = auditMetrics();
  events.inc({ action, outcome });
  const bytes = details?.bytes;
  if (/^review_pack\.download_(completed|cut_off)$/.test(action) && typeof bytes === "number") downloadBytes.inc(bytes);
}
