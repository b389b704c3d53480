import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

// The import rules of docs/architecture.md, read from the source itself.

interface Source {
  file: string;
  text: string;
  imports: string[];
}

const sources: Source[] = execFileSync(
  "git",
  ["ls-files", "--cached", "--others", "--exclude-standard", "*.ts", "*.tsx"],
  { encoding: "utf8" },
)
  .split("\n")
  .filter((file) => file !== "" && !file.endsWith(".d.ts") && existsSync(file))
  .map((file) => {
    const text = readFileSync(file, "utf8");
    const imports = [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map((match) =>
      resolveImport(file, match[1] ?? ""),
    );
    return { file, text, imports };
  });

/** `@/lib/x` and `./x` alike become `lib/x`; packages stay as they are. */
function resolveImport(file: string, specifier: string): string {
  if (specifier.startsWith("@/")) return specifier.slice(2);
  if (specifier.startsWith(".")) return path.posix.join(path.posix.dirname(file), specifier);
  return `npm:${specifier}`;
}

const below = (...folders: string[]) => sources.filter(({ file }) => folders.some((folder) => file.startsWith(folder)));
const offences = (among: Source[], isForbidden: (imported: string, file: string) => boolean) =>
  among.flatMap(({ file, imports }) =>
    imports.filter((name) => isForbidden(name, file)).map((name) => `${file} imports ${name}`),
  );
const startsWithAny = (name: string, folders: string[]) => folders.some((folder) => name.startsWith(folder));

describe("data flows one way", () => {
  it("the test sees the source", () => {
    expect(sources.length).toBeGreaterThan(50);
    expect(sources.find(({ file }) => file === "lib/db.ts")?.imports).toContain("lib/env");
  });

  it("lib imports nothing of app, inngest, bin or tests", () => {
    expect(offences(below("lib/"), (name) => startsWithAny(name, ["app/", "inngest/", "bin/", "tests/"]))).toEqual([]);
  });

  it("only lifecycle.ts writes the status of a pack", () => {
    const writes =
      /reviewPack\.(?:update|updateMany|upsert)\((?:(?!\n {0,6}\}\)|;\n)[\s\S])*?data:\s*\{[^}]*\bstatus:|UPDATE review_packs SET[^`]*\bstatus\s*=/;
    const writers = below("lib/", "app/", "inngest/", "bin/").filter(({ text }) => writes.test(text));
    expect(writers.map(({ file }) => file)).toEqual(["lib/review-packs/lifecycle.ts"]);
  });

  it("the leaves import Node, packages and each other only", () => {
    const leaves = ["lib/env", "lib/errors", "lib/log", "lib/log-ids", "lib/db", "lib/csv", "lib/network-ranges"];
    const files = sources.filter(({ file }) => leaves.includes(file.replace(/\.ts$/, "")));
    expect(files.length).toBeGreaterThanOrEqual(4);
    expect(
      offences(files, (name) => !name.startsWith("npm:") && !leaves.includes(name) && name !== "prisma/client/client"),
    ).toEqual([]);
  });

  it("audit, auth and tenants know nothing of packs, links, imports or findings", () => {
    const later = [
      "lib/review-packs",
      "lib/download-links",
      "lib/imports",
      "lib/findings",
      "lib/reports",
      "lib/storage",
      "lib/archive",
    ];
    expect(offences(below("lib/audit/", "lib/auth/", "lib/tenants/"), (name) => startsWithAny(name, later))).toEqual(
      [],
    );
  });

  it("review packs know nothing of links, and neither knows imports or the embedded parts", () => {
    expect(
      offences(below("lib/review-packs/"), (name) =>
        startsWithAny(name, ["lib/download-links", "lib/imports", "lib/embedded"]),
      ),
    ).toEqual([]);
    expect(
      offences(below("lib/download-links/"), (name) => startsWithAny(name, ["lib/imports", "lib/embedded"])),
    ).toEqual([]);
  });

  it("no Prisma in app or inngest: they call lib", () => {
    expect(
      offences(
        below("app/", "inngest/"),
        (name) => name.startsWith("prisma/") || name.startsWith("npm:@prisma") || name === "lib/db",
      ),
    ).toEqual([]);
  });

  it("in lib only the session knows Next", () => {
    const files = below("lib/").filter(({ file }) => file !== "lib/auth/session.ts");
    expect(offences(files, (name) => name === "npm:next" || name.startsWith("npm:next/"))).toEqual([]);
  });

  it("client components import no server code", () => {
    const clients = below("app/").filter(({ text }) => /^"use client"/.test(text));
    const allowed = ["lib/review-packs/status", "lib/auth/capabilities", "lib/reports/report-label"];
    expect(clients.length).toBeGreaterThan(0);
    expect(offences(clients, (name) => name.startsWith("lib/") && !allowed.includes(name))).toEqual([]);
  });
});

describe("the house is kept", () => {
  it("one reader of the environment", () => {
    const readers = below("app/", "lib/", "inngest/").filter(({ text }) => text.includes("process.env"));
    expect(
      readers.map(({ file }) => file).filter((file) => file !== "lib/env.ts" && !file.startsWith("lib/embedded/")),
    ).toEqual([]);
  });

  it("only the lifecycle writes the status of a pack", () => {
    const writers = below("app/", "lib/", "inngest/", "bin/").filter(
      ({ file, text }) =>
        file !== "lib/review-packs/lifecycle.ts" &&
        /reviewPack\.update(Many)?\(\{[^}]*data: \{[^}]*status:/s.test(text),
    );
    expect(writers.map(({ file }) => file)).toEqual([]);
  });

  it("files that serve actions export actions only", () => {
    const actions = below("app/").filter(({ text }) => /^"use server"/.test(text));
    expect(actions.length).toBeGreaterThan(0);
    for (const { file, text } of actions) {
      const exported = [...text.matchAll(/^export (.*)$/gm)].map((match) => match[1] ?? "");
      expect(
        exported.filter(
          (line) => !line.startsWith("async function") && !line.startsWith("type ") && !line.startsWith("interface "),
        ),
        file,
      ).toEqual([]);
    }
  });

  it("no rooms without a name, no barrels, no file over 300 lines", () => {
    const names = sources.map(({ file }) => file);
    expect(names.filter((file) => /(^|\/)(utils|helpers|misc|common)(\/|\.tsx?$)/.test(file))).toEqual([]);
    expect(names.filter((file) => /(^|\/)index\.tsx?$/.test(file))).toEqual([]);
    expect(sources.filter(({ text }) => text.split("\n").length > 301).map(({ file }) => file)).toEqual([]);
  });
});
