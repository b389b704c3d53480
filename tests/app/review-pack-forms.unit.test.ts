import { describe, expect, it } from "vitest";
import { packPath, packsPath, withNotice } from "@/app/(app)/tenants/[slug]/review-packs/paths";
import { generateSchema, packActionSchema, readSearch } from "@/app/(app)/tenants/[slug]/review-packs/schema";
import { parseForm } from "@/lib/action";
import { AppError } from "@/lib/errors";

const key = "0b9f6a52-6c9e-4a53-9c43-0d4a3a2a7d11";

function formOf(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}

const generateForm = (fields: Record<string, string> = {}) =>
  formOf({ tenant: "contoso", idempotencyKey: key, ...fields });

describe("the Generate form", () => {
  it("reads a ticked box as yes and a missing one as no", () => {
    expect(parseForm(generateSchema, generateForm({ includePii: "on" }))).toEqual({
      tenant: "contoso",
      idempotencyKey: key,
      includePii: true,
      includeOperations: false,
    });
  });

  it("leaves out what React adds to a form", () => {
    expect(parseForm(generateSchema, generateForm({ $ACTION_REF_1: "", "$ACTION_1:0": "{}" })).tenant).toBe("contoso");
  });

  it.each([
    ["a field that it does not have", { workspaceId: "1" }],
    ["an option with another value than a box gives", { includePii: "true" }],
    ["a tenant that is a path", { tenant: "../contoso" }],
    ["an empty tenant", { tenant: "" }],
    ["a key of the sender's own making", { idempotencyKey: "1" }],
  ])("refuses %s, with the next step", (_what, fields) => {
    expect(() => parseForm(generateSchema, generateForm(fields))).toThrow(AppError);
    expect(() => parseForm(generateSchema, generateForm(fields))).toThrow(
      expect.objectContaining({ code: "invalid_input", next: expect.any(String) }),
    );
  });
});

describe("the confirmation of Expire and Delete", () => {
  it("takes a tenant and a pack and nothing else", () => {
    expect(parseForm(packActionSchema, formOf({ tenant: "contoso", packId: "209" }))).toEqual({
      tenant: "contoso",
      packId: "209",
    });
    expect(() => parseForm(packActionSchema, formOf({ tenant: "contoso", packId: "209", status: "expired" }))).toThrow(
      AppError,
    );
  });

  it.each(["0", "-1", "1.5", "1e3", "0x1", "9999999999999999999", " 1", "1; DROP TABLE review_packs"])(
    "refuses %j as a pack",
    (packId) => {
      expect(() => parseForm(packActionSchema, formOf({ tenant: "contoso", packId }))).toThrow(AppError);
    },
  );
});

describe("the address of the list", () => {
  it("is read back as it was written", () => {
    const address = new URL(packsPath("contoso", { status: "in_progress", cursor: "12" }), "http://localhost");
    expect(readSearch(Object.fromEntries(address.searchParams))).toEqual({ status: "in_progress", cursor: "12" });
  });

  it("opens as the whole list when it is not understood", () => {
    expect(readSearch({ status: ["ready", "failed"], cursor: "x", notice: "<b>", pack: "1 OR 1", at: "soon" })).toEqual(
      {},
    );
  });

  it("shows queued and generating packs under one tab", () => {
    expect(readSearch({ status: "queued" }).status).toBe("in_progress");
    expect(readSearch({ status: "generating" }).status).toBe("in_progress");
  });

  it("carries what happened by name, never in words", () => {
    const arrival = withNotice(packPath("contoso", "209"), "expired", "209", new Date(1_800_000_000_000));
    expect(arrival).toBe("/tenants/contoso/review-packs/209?notice=expired&pack=209&at=1800000000000");
  });
});
