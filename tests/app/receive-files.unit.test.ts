import { describe, expect, it } from "vitest";
import { type HandleFile, receiveFiles } from "@/app/(app)/tenants/[slug]/import/upload/receive-files";
import { AppError } from "@/lib/errors";

const limits = { fileBytesMax: 1_000_000, filesMax: 3 };

function upload(parts: [name: string, value: string | File][]): Request {
  const form = new FormData();
  for (const [name, value] of parts) form.append(name, value);
  return new Request("http://localhost/upload", { method: "POST", body: form });
}

const file = (name: string, text: string) => new File([text], name);

async function textOf(source: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** Collects what came, as the route would hand it on. */
function collector() {
  const received: { fileName: string; text: string }[] = [];
  const handle: HandleFile = async ({ fileName, source }) => {
    received.push({ fileName, text: await textOf(source) });
  };
  return { received, handle };
}

describe("an upload", () => {
  it("hands on each file whole, in order, and nothing else of the form", async () => {
    const { received, handle } = collector();
    const big = "0123456789".repeat(90_000);
    const request = upload([
      ["capturedAt", "2026-11-01T08:00"],
      ["files", file("one.json", "[]")],
      ["files", file("two.csv", big)],
    ]);
    expect(await receiveFiles(request, limits, handle)).toBe(2);
    expect(received).toEqual([
      { fileName: "one.json", text: "[]" },
      { fileName: "two.csv", text: big },
    ]);
  });

  it("takes a form with no file chosen as no files", async () => {
    const { received, handle } = collector();
    expect(await receiveFiles(upload([["files", file("", "")]]), limits, handle)).toBe(0);
    expect(received).toEqual([]);
  });

  it("names a file by its last part, whatever path the browser sends", async () => {
    const { received, handle } = collector();
    await receiveFiles(upload([["files", file("C:\\scans\\..\\prowler.json", "[]")]]), limits, handle);
    expect(received[0]?.fileName).toBe("prowler.json");
  });

  it("refuses a file over the limit while it is read, and says the limit", async () => {
    const { received, handle } = collector();
    const request = upload([["files", file("big.json", "x".repeat(2_000))]]);
    await expect(receiveFiles(request, { ...limits, fileBytesMax: 1_000 }, handle)).rejects.toThrow(
      "The file has more than 1,000 bytes.",
    );
    expect(received).toEqual([]);
  });

  it("refuses more files than the limit", async () => {
    const files = [1, 2, 3, 4].map((n): [string, File] => ["files", file(`${n}.json`, "[]")]);
    await expect(receiveFiles(upload(files), limits, collector().handle)).rejects.toThrow("More than 3 files");
  });

  it("reads on to the end when a handler refuses without reading, and gives that refusal", async () => {
    const refusal = new AppError("unavailable", "There is no room left.");
    const request = upload([
      ["files", file("one.json", "y".repeat(900_000))],
      ["files", file("two.json", "z".repeat(900_000))],
    ]);
    const refuse: HandleFile = async () => {
      throw refusal;
    };
    await expect(receiveFiles(request, limits, refuse)).rejects.toBe(refusal);
    expect(request.bodyUsed).toBe(true);
  });

  it("reads on when a handler stops in the middle of a file", async () => {
    const stop: HandleFile = async ({ source }) => {
      for await (const _chunk of source) throw new AppError("invalid_input", "This is no scan.");
    };
    const request = upload([["files", file("one.json", "y".repeat(900_000))]]);
    await expect(receiveFiles(request, limits, stop)).rejects.toThrow("This is no scan.");
  });

  it("is refused when it is cut off in the middle of a file, and so is the file", async () => {
    const whole = upload([["files", file("one.json", "y".repeat(50_000))]]);
    const bytes = new Uint8Array(await whole.clone().arrayBuffer()).slice(0, 20_000);
    const cut = new Request(whole.url, { method: "POST", headers: whole.headers, body: bytes });
    let seen: unknown;
    const handle: HandleFile = async ({ source }) => {
      await textOf(source).catch((error: unknown) => {
        seen = error;
        throw error;
      });
    };
    await expect(receiveFiles(cut, limits, handle)).rejects.toThrow(AppError);
    expect(seen).toBeInstanceOf(Error);
  });

  it("is refused when the browser goes away", async () => {
    const whole = upload([["files", file("one.json", "y".repeat(50_000))]]);
    const bytes = new Uint8Array(await whole.clone().arrayBuffer());
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (controller.desiredSize === null) return;
        controller.enqueue(bytes.slice(0, 10_000));
        controller.error(new Error("aborted"));
      },
    });
    const aborted = new Request(whole.url, {
      method: "POST",
      headers: whole.headers,
      body,
      duplex: "half",
    } as RequestInit);
    await expect(receiveFiles(aborted, limits, collector().handle)).rejects.toThrow(AppError);
  });

  it.each([
    [
      "another kind of body",
      new Request("http://localhost/upload", {
        method: "POST",
        body: "files=1",
        headers: { "content-type": "text/plain" },
      }),
    ],
    [
      "no body",
      new Request("http://localhost/upload", {
        method: "POST",
        headers: { "content-type": "multipart/form-data; boundary=x" },
      }),
    ],
    [
      "a form without boundary",
      new Request("http://localhost/upload", {
        method: "POST",
        body: "x",
        headers: { "content-type": "multipart/form-data" },
      }),
    ],
  ])("is refused as %s", async (_what, request) => {
    await expect(receiveFiles(request, limits, collector().handle)).rejects.toThrow(AppError);
  });
});
