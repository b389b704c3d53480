import { describe, expect, it } from "vitest";
import { z } from "zod";
import { asProblem, checkOrigin, parseForm } from "@/lib/action";
import { setEnvironment } from "@/lib/env";
import { AppError } from "@/lib/errors";

const asked = (origin: string | null, host = "localhost:3000") =>
  new Headers({ host, ...(origin === null ? {} : { origin }) });

describe("where a mutation may come from", () => {
  it("our own origin, and any of this machine's names for it", () => {
    checkOrigin(asked("http://localhost:3000"));
    checkOrigin(asked("http://127.0.0.1:4000", "127.0.0.1:4000"));
    checkOrigin(asked("http://[::1]:4000", "[::1]:4000"));
  });

  it.each([
    null,
    "null",
    "",
    "nonsense",
    "https://evil.example",
    "http://localhost:3001",
    "http://localhost.evil.example:3000",
    "http://127.0.0.1:9999",
  ])("anywhere else is refused: %j", (origin) => {
    expect(() => checkOrigin(asked(origin))).toThrow(AppError);
  });

  it("a host of the attacker's own is not ours because the request names it", () => {
    expect(() => checkOrigin(asked("https://evil.example", "evil.example"))).toThrow(AppError);
  });

  it("behind https only https is ours", () => {
    setEnvironment({ APP_URL: "https://packs.example.com" });
    checkOrigin(asked("https://packs.example.com", "packs.example.com"));
    expect(() => checkOrigin(asked("http://packs.example.com", "packs.example.com"))).toThrow(AppError);
    setEnvironment({ APP_URL: "http://localhost:3000" });
  });
});

describe("a form", () => {
  const schema = z.strictObject({ name: z.string().min(1, "Write a name.") });
  const form = (entries: Record<string, string>) => {
    const data = new FormData();
    for (const [name, value] of Object.entries(entries)) data.append(name, value);
    return data;
  };

  it("is read strictly, without what React adds to it", () => {
    expect(parseForm(schema, form({ name: "x", $ACTION_REF_1: "", "$ACTION_1:0": "{}" }))).toEqual({ name: "x" });
    expect(() => parseForm(schema, form({ name: "x", isOwner: "true" }))).toThrow(AppError);
    expect(() => parseForm(schema, form({ name: "" }))).toThrow("Write a name.");
  });
});

describe("an error that people read", () => {
  it("is ours in its own words, and a fault in none of its own", () => {
    expect(asProblem(new AppError("conflict", "It is so.", { next: "Do this." }))).toEqual({
      code: "conflict",
      message: "It is so.",
      next: "Do this.",
    });
    const fault = asProblem(new Error("connection to 10.0.0.1 with password hunter2 failed"));
    expect(fault.code).toBe("unexpected");
    expect(JSON.stringify(fault)).not.toContain("hunter2");
  });
});
