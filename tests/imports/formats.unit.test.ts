import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AppError } from "@/lib/errors";
import type { ImportedFinding } from "@/lib/imports/importer";
import { importers } from "@/lib/imports/importers";
import { type FileContents, readFile } from "@/lib/imports/read-file";
import { recognise } from "@/lib/imports/recognise";
import type { ImportSource } from "@/lib/imports/source";
import { now, streamOf } from "@/tests/imports/scan";
import { smallFiles } from "@/tests/imports/small-files";

const tenant = { name: "Example", entraTenantId: null, timeZone: "Europe/Zurich" };

interface ReadBack {
  format: string;
  contents: FileContents;
  findings: ImportedFinding[];
}

/** Reads bytes as an import does, up to where the database would begin. */
async function read(bytes: Uint8Array, pieceBytes = 64): Promise<ReadBack> {
  const source: ImportSource = {
    bytes: bytes.byteLength,
    open: () => streamOf(bytes, pieceBytes),
    close: async () => {},
  };
  const recognised = await recognise(source);
  const findings: ImportedFinding[] = [];
  const contents = await readFile({ source, recognised, tenant, options: {} }, now, async (finding) => {
    findings.push(finding);
  });
  return { format: recognised.importer.format, contents, findings };
}

const files = Object.entries(smallFiles);
const isJson = (format: string) => !/csv|m365/.test(format);
const json = files.filter(([format]) => isJson(format));

/** Anything but an answer or a refusal in words fails the test. */
const orRefusal = (error: unknown) => expect(error).toBeInstanceOf(AppError);

describe("each format", () => {
  it.each(files)("%s is known by its content, and read", async (format, bytes) => {
    const { contents, ...found } = await read(bytes);
    expect(found.format).toBe(format);
    expect(contents.findings + contents.reports.length).toBeGreaterThan(0);
  });

  it("has one file here, but for those of Microsoft Graph that have tests of their own", () => {
    const here = new Set([
      ...Object.keys(smallFiles),
      ...importers.filter(({ tool }) => tool === "graph").map(({ format }) => format),
    ]);
    expect(here).toEqual(new Set(importers.map(({ format }) => format)));
  });

  it.each(json)(
    "%s: members in any order, with spaces between, or as UTF-16 are the same file",
    async (format, bytes) => {
      const text = format === "scubagear-report" ? bytes.toString("utf16le").slice(1) : bytes.toString();
      const plain = await read(Buffer.from(text));
      const value: unknown = JSON.parse(text);
      for (const same of [
        Buffer.from(JSON.stringify(reversed(value), null, 2)),
        Buffer.from(`\ufeff${text}`),
        Buffer.from(`\ufeff${text}`, "utf16le"),
      ]) {
        const { findings, format: found } = await read(same, 1000);
        expect(found).toBe(format);
        expect(findings.map(keyOf)).toEqual(plain.findings.map(keyOf));
      }
    },
  );

  it.each(json)("%s: cut anywhere it is refused in words", async (_, bytes) => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: bytes.byteLength - 1 }), async (length) => {
        await expect(read(bytes.subarray(0, length), 4096)).rejects.toThrow(AppError);
      }),
      { numRuns: 25, examples: [[0], [1], [3], [bytes.byteLength - 1], [bytes.byteLength - 2]] },
    );
  });

  it.each(files)("%s: with any bytes replaced it is read or refused in words", async (_, bytes) => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(changes, async (some) => {
        const altered = Buffer.from(bytes);
        for (const [at, byte] of some) altered[at % altered.length] = byte;
        await read(altered, 4096).catch(orRefusal);
      }),
      { numRuns: 40 },
    );
  });

  it.each(json)(
    "%s: with any value replaced by a hostile one it is read or refused in words",
    async (format, bytes) => {
      const text = format === "scubagear-report" ? bytes.toString("utf16le").slice(1) : bytes.toString();
      await fc.assert(
        fc.asyncProperty(fc.nat(), hostile, async (at, value) => {
          const whole: unknown = JSON.parse(text);
          const places = placesOf(whole);
          const [holder, name] = places[at % places.length] ?? [{}, ""];
          (holder as Record<string, unknown>)[name] = value;
          await read(Buffer.from(JSON.stringify(whole)), 4096).catch(orRefusal);
        }),
        { numRuns: 60 },
      );
    },
  );

  it.each(json)("%s: nested too deep, it is refused in words", async (_, bytes) => {
    const text = bytes.toString("latin1");
    // In front of the last closing brace: the innermost value of the file's last member.
    const deep = `,"deep":${"[".repeat(300)}${"]".repeat(300)}}`;
    const at = text.lastIndexOf("}");
    await read(Buffer.from(`${text.slice(0, at)}${deep}${text.slice(at + 1)}`, "latin1")).then(
      () => expect.unreachable("it was read"),
      orRefusal,
    );
  });

  it.each(files)(
    "%s: as a ZIP archive, compressed, or in another encoding it is refused in words",
    async (_, bytes) => {
      const zip = Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), bytes]);
      const gzip = Buffer.concat([Buffer.from([0x1f, 0x8b]), bytes]);
      const wide = Buffer.from(`[${bytes.toString("latin1")}`, "utf16le");
      for (const wrong of [zip, gzip, wide]) await read(wrong).then(() => expect.unreachable("it was read"), orRefusal);
    },
  );
});

describe("what a tool says of the machine that it ran on", () => {
  it("is cut out of Maester's texts, and addresses on the web stay", async () => {
    const { findings } = await read(smallFiles["maester-json"] ?? Buffer.alloc(0));
    const text = JSON.stringify(findings);
    for (const secret of ["/Users/", "C:\\", "RUNNER-1", "runner@example.com"]) expect(text).not.toContain(secret);
    expect(findings[0]).toMatchObject({
      evidence: { message: "Expected $true at (path):7" },
      remediation: "Do it.\nhttps://example.com/AP01",
      compliance: ["EIDSCA: AP01"],
    });
  });
});

const keyOf = ({ key, tool, fingerprint, verdict, severity, seenAt }: ImportedFinding) =>
  JSON.stringify([key, tool, fingerprint, verdict, severity, seenAt]);

/** The same value with the members of each object in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, inner]) => [name, reversed(inner)]),
  );
}

/** Every place of a value that can be replaced. */
function placesOf(value: unknown): [object, string][] {
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([name, inner]) => [[value, name] as [object, string], ...placesOf(inner)]);
}

const hostile = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1e308,
    "",
    " ",
    "constructor",
    "__proto__",
    "toString",
    "\u202e\u0000\ud800",
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "x".repeat(100_000),
    "9999-12-31T23:59:59Z",
    "2099-01-01T00:00:00Z",
    "/Date(99999999999999999)/",
    [],
    {},
    [[[]]],
    [null],
    { constructor: { prototype: {} } },
    Array.from({ length: 2000 }, (_, i) => i),
    Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`k${i}`, i])),
  ),
  fc.jsonValue({ maxDepth: 3 }),
);
