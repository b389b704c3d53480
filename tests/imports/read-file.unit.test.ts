import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AppError } from "@/lib/errors";
import { readFile } from "@/lib/imports/read-file";
import { recognise } from "@/lib/imports/recognise";
import type { ImportSource } from "@/lib/imports/source";
import { cellsOf, csvOf } from "@/tests/imports/prowler-csv-file";
import { hoursAgo, jsonOf, now, scanOf, streamOf } from "@/tests/imports/scan";

const tenant = { name: "Contoso", entraTenantId: null, timeZone: "UTC" };

const sourceOf = (bytes: Uint8Array): ImportSource => ({
  bytes: bytes.byteLength,
  open: () => streamOf(bytes, 100),
  close: async () => {},
});

/** Reads bytes as an import does, up to where the database would begin. */
async function read(bytes: Uint8Array): Promise<string[]> {
  const source = sourceOf(bytes);
  const found: string[] = [];
  await readFile({ source, recognised: await recognise(source), tenant, options: {} }, now, async (finding) => {
    found.push(finding.checkId);
  });
  return found;
}

const scan = scanOf(hoursAgo(24), [
  { check: "entra_a", detail: 'quotes " and ; and\nlines' },
  { check: "entra_b", detail: "ü😀" },
  { check: "entra_c" },
]);
const whole = jsonOf(scan);

describe("reading a file", () => {
  it("JSON that is cut anywhere is refused in words", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.byteLength - 1 }), async (length) => {
        await expect(read(whole.subarray(0, length))).rejects.toThrow(AppError);
      }),
      { numRuns: 300 },
    );
  });

  it("whatever bytes there are, they are read or refused in words", async () => {
    const csv = csvOf(scan.map((record) => cellsOf(record)));
    const altered = fc.tuple(
      fc.constantFrom(whole, csv),
      fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          altered.map(([bytes, changes]) => alter(bytes, changes)),
          fc.uint8Array({ maxLength: 300 }),
        ),
        async (bytes) => {
          await read(bytes).catch((error: unknown) => expect(error).toBeInstanceOf(AppError));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("one object a line, and a single object, are scans too", async () => {
    const lines = scan.map((record) => JSON.stringify(record)).join("\n");
    expect(await read(Buffer.from(lines))).toEqual(["entra_a", "entra_b", "entra_c"]);
    expect(await read(jsonOf(scan[0]))).toEqual(["entra_a"]);
  });

  it("UTF-16 and a byte order mark make no difference", async () => {
    const text = whole.toString();
    for (const bytes of [
      Buffer.from(`\ufeff${text}`),
      Buffer.from(`\ufeff${text}`, "utf16le"),
      Buffer.from(`\ufeff${text}`, "utf16le").swap16(),
    ]) {
      expect(await read(bytes)).toEqual(["entra_a", "entra_b", "entra_c"]);
    }
  });

  it("the separator of a CSV comes from its header, and columns from their names", async () => {
    const [first] = scan.map((record) => cellsOf(record));
    const names = Object.keys(first ?? {}).reverse();
    const tabbed = [
      names.join("\t"),
      names.map((name) => (first as Record<string, string>)[name]?.replaceAll(/["\n]/g, "")).join("\t"),
      "",
    ].join("\n");
    expect(await read(Buffer.from(tabbed))).toEqual(["entra_a"]);
  });

  it("NUL and halves of surrogate pairs, which cannot be stored, become U+FFFD", async () => {
    const text = JSON.stringify(scanOf(hoursAgo(24), [{ title: "a?b" }])).replace(
      "a?b",
      "a\\u0000b\\ud800c\\ud83d\\ude00",
    );
    const source = sourceOf(Buffer.from(text));
    const titles: string[] = [];
    await readFile(
      { source, recognised: await recognise(source), tenant, options: {} },
      now,
      async ({ title }) => void titles.push(title),
    );
    expect(titles).toEqual(["a\ufffdb\ufffdc😀"]);
  });
});

function alter(bytes: Buffer, changes: [number, number][]): Buffer {
  const altered = Buffer.from(bytes);
  for (const [at, byte] of changes) altered[at % altered.length] = byte;
  return altered;
}
