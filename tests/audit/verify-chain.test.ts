import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { recordAudit } from "@/lib/audit/record";
import { verifyAuditChain } from "@/lib/audit/verify-chain";
import { inSystem } from "@/lib/db";
import { buildWorkspace } from "@/tests/factories";
import { asOwner } from "../support/owner";

const guards = ["audit_events_append_only", "audit_events_chain"];
const sql = (text: string) => asOwner((client) => client.query(text));
const setGuards = async (to: "ENABLE" | "DISABLE") => {
  for (const guard of guards) await sql(`ALTER TABLE audit_events ${to} TRIGGER ${guard}`);
};

async function record(workspaceId: bigint, verb: string, details = {}) {
  await inSystem((tx) =>
    recordAudit(tx, { workspaceId, action: `test.${verb}`, actor: { kind: "operator", name: "operator" }, details }),
  );
}

let ws = 0n;

beforeEach(async () => {
  ws = (await buildWorkspace()).id;
  for (const verb of ["one", "two", "three", "four", "five"]) await record(ws, verb, { verb });
});

const problem = async () => (await verifyAuditChain(ws))[0]?.problem;
const idOf = async (seq: number) =>
  String((await inSystem((tx) => tx.auditEvent.findFirstOrThrow({ where: { workspaceId: ws, seq } }))).id);

/** Somebody with the rights of the database's owner, who turns the guards off first. */
async function tamper(...statements: string[]) {
  await setGuards("DISABLE");
  for (const statement of statements) await sql(statement.replaceAll("$ws", String(ws)));
  await setGuards("ENABLE");
}

describe("the audit chain", () => {
  it("of an untouched workspace is whole, and names its head", async () => {
    const newest = await inSystem((tx) =>
      tx.auditEvent.findFirst({ where: { workspaceId: ws }, orderBy: { seq: "desc" } }),
    );
    expect(await verifyAuditChain(ws)).toEqual([
      { workspaceId: String(ws), events: 5, headSeq: "5", headHash: newest?.hash, problem: null },
    ]);
  });

  it("of a workspace without events is whole", async () => {
    const empty = (await buildWorkspace()).id;
    expect(await verifyAuditChain(empty)).toEqual([
      { workspaceId: String(empty), events: 0, headSeq: "0", headHash: "", problem: null },
    ]);
  });

  it("is one per workspace: all are checked, and one that is bad does not hide the others", async () => {
    const other = (await buildWorkspace()).id;
    await record(other, "fine");
    await tamper("UPDATE audit_events SET actor_name = 'another' WHERE workspace_id = $ws AND seq = 2");
    const reports = await verifyAuditChain();
    const of = (id: bigint) => reports.find((report) => report.workspaceId === String(id));
    expect(of(ws)?.problem?.fault).toBe("changed");
    expect(of(other)).toMatchObject({ events: 1, problem: null });
  });

  it.each([
    ["action", "'test.other'"],
    ["subject_type", "'x'"],
    ["subject_id", "'x'"],
    ["tenant_id", "1"],
    ["actor_kind", "'system'"],
    ["actor_id", "'1'"],
    ["actor_name", "''"],
    ["outcome", "'failed'"],
    ["ip", "'192.0.2.1'"],
    ["user_agent", "'x'"],
    ["details", `'{"verb":"other"}'`],
    ["occurred_at", "occurred_at + interval '1 microsecond'"],
    ["hash", "repeat('0', 64)"],
  ])("names a row whose %s was changed", async (column, value) => {
    await tamper(`UPDATE audit_events SET ${column} = ${value} WHERE workspace_id = $ws AND seq = 3`);
    expect(await problem()).toEqual({
      fault: "changed",
      seq: "3",
      eventId: await idOf(3),
      detail: "Event 3 was changed after it had been written.",
    });
  });

  it("names a row that was changed and given a new hash", async () => {
    await tamper(
      "UPDATE audit_events SET actor_name = 'another' WHERE workspace_id = $ws AND seq = 3",
      "UPDATE audit_events e SET hash = audit_event_hash(e) WHERE workspace_id = $ws AND seq = 3",
    );
    expect(await problem()).toMatchObject({ fault: "changed", seq: "3", eventId: await idOf(3) });
  });

  it.each([1, 3])("names row %i when it is missing", async (seq) => {
    await tamper(`DELETE FROM audit_events WHERE workspace_id = $ws AND seq = ${seq}`);
    expect(await problem()).toMatchObject({ fault: "missing", seq: String(seq), eventId: null });
  });

  it("notices that the newest rows are missing", async () => {
    await tamper("DELETE FROM audit_events WHERE workspace_id = $ws AND seq > 3");
    expect(await problem()).toMatchObject({ fault: "missing", seq: "4", eventId: null });
  });

  it("notices that all rows are missing", async () => {
    await tamper("DELETE FROM audit_events WHERE workspace_id = $ws");
    expect(await problem()).toMatchObject({ fault: "missing", seq: "1" });
  });

  it("notices a gap that was closed by numbering the rest anew", async () => {
    await tamper(
      "DELETE FROM audit_events WHERE workspace_id = $ws AND seq = 2",
      "UPDATE audit_events SET seq = seq - 1 WHERE workspace_id = $ws AND seq > 2",
    );
    expect(await problem()).toMatchObject({ fault: "missing", seq: "2" });
  });

  it("names the first of two rows that were exchanged", async () => {
    await tamper(
      "UPDATE audit_events SET seq = 99 WHERE workspace_id = $ws AND seq = 2",
      "UPDATE audit_events SET seq = 2 WHERE workspace_id = $ws AND seq = 4",
      "UPDATE audit_events SET seq = 4 WHERE workspace_id = $ws AND seq = 99",
    );
    expect(await problem()).toMatchObject({ fault: "reordered", seq: "2", eventId: await idOf(2) });
  });

  it.each([
    ["was moved back", "UPDATE audit_heads SET seq = 4 WHERE workspace_id = $ws"],
    ["has another hash", "UPDATE audit_heads SET hash = repeat('0', 64) WHERE workspace_id = $ws"],
    ["is gone", "DELETE FROM audit_heads WHERE workspace_id = $ws"],
  ])("notices a head that %s", async (_, statement) => {
    await tamper(statement);
    expect(await problem()).toMatchObject({ fault: "head_mismatch", seq: "5" });
  });

  it("stays one chain when many write at once, and while it is being verified", async () => {
    const writers = Promise.all(Array.from({ length: 80 }, (_, i) => record(ws, "many", { i })));
    const meanwhile = await Promise.all([verifyAuditChain(ws), verifyAuditChain(ws)]);
    await writers;
    expect(meanwhile.map(([report]) => report?.problem)).toEqual([null, null]);
    expect(await verifyAuditChain(ws)).toMatchObject([{ events: 85, headSeq: "85", problem: null }]);
  });
});

describe("the audit table", () => {
  it.each(["UPDATE audit_events SET actor_name = 'another'", "DELETE FROM audit_events", "TRUNCATE audit_events"])(
    "refuses %s",
    async (statement) => {
      await expect(sql(statement)).rejects.toThrow("audit events are never changed or deleted");
    },
  );

  it("numbers and chains by itself: what a writer says about place and hash is not taken", async () => {
    await sql(`INSERT INTO audit_events (workspace_id, action, actor_kind, actor_name, seq, prev_hash, hash)
      VALUES (${ws}, 'test.forged', 'system', 'x', 1000, repeat('1', 64), repeat('2', 64))`);
    expect(await verifyAuditChain(ws)).toMatchObject([{ events: 6, headSeq: "6", problem: null }]);
  });
});

afterEach(() => setGuards("ENABLE"));
