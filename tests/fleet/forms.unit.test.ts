import { describe, expect, it } from "vitest";
import { readFleetForm } from "@/app/(app)/fleet/read-fleet-form";
import { readScheduleForm } from "@/app/(app)/settings/schedules/read-schedule-form";

function formOf(fields: [string, string][]): FormData {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  return form;
}

const key = "7f1c3a52-9f0e-4a1c-8a46-0f6b6d1d2c11";

describe("the form on the page of all tenants", () => {
  it("gives each ticked tenant and the options, without what React adds", () => {
    const form = formOf([
      ["$ACTION_1:0", "x"],
      ["tenant", "contoso"],
      ["tenant", "fabrikam"],
      ["includePii", "on"],
      ["idempotencyKey", key],
    ]);
    expect(readFleetForm(form)).toEqual({
      tenants: ["contoso", "fabrikam"],
      includePii: true,
      includeOperations: false,
      idempotencyKey: key,
    });
  });

  it.each<[string, [string, string][]]>([
    ["no tenant", [["idempotencyKey", key]]],
    ["no key", [["tenant", "contoso"]]],
    [
      "something that is no slug",
      [
        ["tenant", "../etc"],
        ["idempotencyKey", key],
      ],
    ],
    [
      "a field of its own",
      [
        ["tenant", "contoso"],
        ["idempotencyKey", key],
        ["workspaceId", "1"],
      ],
    ],
  ])("is refused with %s", (_what, fields) => {
    expect(() => readFleetForm(formOf(fields))).toThrowError(expect.objectContaining({ code: "invalid_input" }));
  });
});

describe("the form of a new schedule", () => {
  const good: [string, string][] = [
    ["workspace", "demo"],
    ["cadence", "quarterly"],
    ["dayOfMonth", "28"],
    ["hourUtc", "23"],
    ["scope", "chosen"],
    ["tenant", "contoso"],
    ["includePii", "on"],
  ];

  it("gives the rule, the tenants and the options", () => {
    expect(readScheduleForm(formOf(good))).toMatchObject({
      cadence: "quarterly",
      dayOfMonth: 28,
      hourUtc: 23,
      scope: "chosen",
      tenants: ["contoso"],
    });
  });

  it.each([
    ["day 29, which February has not always", "dayOfMonth", "29"],
    ["day 0", "dayOfMonth", "0"],
    ["hour 24", "hourUtc", "24"],
    ["a rhythm that there is not", "cadence", "weekly"],
  ])("is refused with %s", (_what, name, value) => {
    const form = formOf(good);
    form.set(name, value);
    expect(() => readScheduleForm(form)).toThrowError(expect.objectContaining({ code: "invalid_input" }));
  });
});
