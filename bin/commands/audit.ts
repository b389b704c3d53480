import type { Command } from "commander";
import { noPerson, runAsOperator } from "@/bin/command";
import { type ChainReport, verifyAuditChain } from "@/lib/audit/verify-chain";

/** `tenantpilot audit verify`: checks the hash chain of every workspace's audit. */
export function register(program: Command): void {
  program
    .command("audit")
    .description("check the chain of the audit")
    .command("verify")
    .description("recompute the audit's hash chain and name the first bad event of each workspace")
    .option("--json", "one JSON document on standard output")
    .addOption(noPerson())
    .action((options: { json?: boolean; as?: string }) =>
      runAsOperator(options, async () => {
        const workspaces = await verifyAuditChain();
        const problems = workspaces.flatMap(({ workspaceId, problem }) =>
          problem ? [{ kind: problem.fault, id: `${workspaceId}/${problem.seq}`, detail: problem.detail }] : [],
        );
        const checked = workspaces.reduce((sum, workspace) => sum + workspace.events, 0);
        return {
          json: { checked, problems, workspaces },
          text: workspaces.length === 0 ? "There are no audit events yet." : workspaces.map(lineOf).join("\n"),
          failed: problems.length > 0,
        };
      }),
    );
}

function lineOf({ workspaceId, events, headHash, problem }: ChainReport): string {
  const verdict = problem ? `NOT whole. ${problem.detail}` : `whole, head ${headHash}`;
  return `Workspace ${workspaceId}: ${events} events, ${verdict}`;
}
