import { describe, expect, it } from "vitest";
import { operationsPath } from "@/app/(app)/tenants/[slug]/operations/paths";
import { filterOf, readSearch as readOperations } from "@/app/(app)/tenants/[slug]/operations/schema";
import { changesPath, packsPath } from "@/app/(app)/tenants/[slug]/review-packs/paths";
import { readChangesSearch, readSearch as readPacks } from "@/app/(app)/tenants/[slug]/review-packs/schema";

const searchOf = (path: string) => Object.fromEntries(new URL(path, "http://localhost").searchParams);

describe("the order of a list by age", () => {
  it("stands in its address, beside the filter", () => {
    const packs = { status: "ready", sort: "oldest", cursor: "7" } as const;
    expect(readPacks(searchOf(packsPath("contoso", packs)))).toMatchObject(packs);
    const runs = { outcome: "failed", sort: "oldest", newer: "7" } as const;
    expect(readOperations(searchOf(operationsPath("contoso", runs)))).toMatchObject(runs);
    expect(filterOf(runs)).toMatchObject({ outcome: "failed", order: "oldest", before: "7" });
  });

  it.each(["newest", "size", "", "oldest;--"])("is newest first for %j, which has no address of its own", (sort) => {
    expect(readPacks({ sort }).sort).toBeUndefined();
    expect(readOperations({ sort }).sort).toBeUndefined();
  });
});

describe("the address of a list of changes", () => {
  it("says whether it is about what changed with the pack, or since it", () => {
    const since = changesPath("contoso", "209", "resolved", { until: "now", page: 2 });
    expect(readChangesSearch(searchOf(since))).toEqual({ kind: "resolved", until: "now", page: 2 });
    expect(readChangesSearch(searchOf(changesPath("contoso", "209", "roles")))).toEqual({ kind: "roles", page: 1 });
    expect(readChangesSearch({ kind: "all", until: "yesterday", page: "-1" })).toEqual({ kind: "new", page: 1 });
  });
});
