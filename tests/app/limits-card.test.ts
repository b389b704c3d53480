import { createElement, type ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { afterAll, expect, it } from "vitest";
import { LimitsCard, OwnLimitsCard } from "@/app/(app)/_components/limits-card";
import { env, setEnvironment } from "@/lib/env";
import { limitsInForce } from "@/lib/limits";

const names = [
  "TENANTPILOT_GENERATE_LIMIT_PER_MINUTE",
  "TENANTPILOT_DOWNLOAD_LIMIT_PER_MINUTE",
  "TENANTPILOT_API_LIMIT_PER_MINUTE",
  "TENANTPILOT_VERIFY_LIMIT_PER_MINUTE",
  "TENANTPILOT_GENERATE_TENANT_LIMIT_PER_MINUTE",
  "TENANTPILOT_IMPORT_BYTES_MAX",
] as const;
const usual = Object.fromEntries(names.map((name) => [name, String(env()[name])]));
afterAll(() => setEnvironment(usual));

const textOf = (element: ReactElement) => renderToStaticMarkup(element).replaceAll(/<[^>]+>/g, " ");

it("the pages show the limits that are in force, and not those that were built in", () => {
  setEnvironment(Object.fromEntries(names.map((name, at) => [name, String(2001 + at)])));
  const all = textOf(createElement(LimitsCard, { limits: limitsInForce() }));
  for (const shown of [
    "2,001 a minute",
    "2,002 a minute",
    "2,003 a minute",
    "2,004 a minute",
    "2,005 a minute",
    "2 kB",
  ])
    expect(all).toContain(shown);
  const own = textOf(createElement(OwnLimitsCard, { limits: limitsInForce() }));
  expect(own).toContain("2,001 a minute");
  expect(own).toContain("2,002 a minute");
  expect(own).not.toContain("2,003");
});

it("unless set otherwise they are those of access.md", () => {
  setEnvironment(usual);
  expect(limitsInForce()).toMatchObject({ generations: 6, downloads: 30 });
});
