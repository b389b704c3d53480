import { expect, test } from "vitest";
import {
  checkGiven,
  completeEnvironment,
  EnvironmentError,
  readSetting,
  type Variables,
} from "@/lib/embedded/environment";
import { parseEnvironment } from "@/lib/env";

const place = { root: "/srv/tenantpilot", cwd: "/home/somebody" };
const random = "q8Yw0Zr3uTn5XcVb7Nm1Lk4Jh6Gf9DsAp2OiUuQQaW4";
const other = "Xr4mT8vQ1zKp6cW9bN2yJ5hLd7sGf3aEuRiOo0TqVnY";
const production = {
  DATABASE_URL: "postgresql://tenantpilot:pw@db.example.com/tenantpilot",
  AUTH_SECRET: "mN4bV7cX1zL0kJ9hG8fD6sA5pO3iU2yT",
  TENANTPILOT_DOWNLOAD_LINK_KEYS: `k1:${random}`,
  TENANTPILOT_SIGNING_KEYS: `s1:${other}`,
};

function problemOf(given: Variables, mode: "production" | "development" = "production"): string {
  try {
    checkGiven(given, readSetting(given, place, mode));
    return "";
  } catch (error) {
    expect(error).toBeInstanceOf(EnvironmentError);
    return error instanceof Error ? error.message : "";
  }
}

test("nothing given is right: everything has an embedded default", () => {
  expect(problemOf({})).toBe("");
});

test.each([
  ["PORT", "abc", "has to be a port", "Example: 3000"],
  ["PORT", "70000", "has to be a port", "Example: 3000"],
  ["APP_URL", "packs", "has to be an address", "Example: https://packs.example.com"],
  ["DATABASE_URL", "mysql://x", "has to begin with postgres://", "Example: postgresql://"],
  ["TENANTPILOT_REVIEW_PACK_RETENTION_DAYS", "-1", "whole number above 0", "for example 90"],
  ["TENANTPILOT_REVIEW_PACK_INCLUDE_PII_DEFAULT", "yes", "has to be true or false", ""],
  ["LOG_LEVEL", "loud", "has to be fatal, error", "Example: info"],
  ["TENANTPILOT_TRUSTED_PROXIES", "proxy.example.com", "has to be addresses or ranges", "Example: 10.0.4.7"],
])("%s=%s: the message names the variable, what is wrong and an example", (name, value, wrong, example) => {
  const message = problemOf({ [name]: value });
  expect(message).toContain(`${name}: `);
  expect(message).toContain(wrong);
  expect(message).toContain(example);
  const others = message
    .split("\n")
    .slice(1)
    .filter((line) => !line.includes(`${name}:`));
  if (name !== "DATABASE_URL") expect(others).toEqual([]);
});

test("the owner's address of another database does not come beside the embedded one", () => {
  const given = { DATABASE_OWNER_URL: production.DATABASE_URL };
  expect(problemOf(given)).toMatch(/DATABASE_OWNER_URL: is given without DATABASE_URL/);
  expect(problemOf(given, "development")).toMatch(/DATABASE_OWNER_URL: is given without DATABASE_URL/);
  expect(problemOf({ ...production, ...given })).toBe("");
});

test("with a database of one's own every secret has to be given", () => {
  expect(problemOf(production)).toBe("");
  expect(problemOf({ ...production, AUTH_SECRET: "" })).toMatch(/AUTH_SECRET: is missing\..*Example: /);
  expect(problemOf({ ...production, TENANTPILOT_DOWNLOAD_LINK_KEYS: undefined })).toContain(
    "TENANTPILOT_DOWNLOAD_LINK_KEYS: is missing",
  );
  expect(problemOf({ ...production, TENANTPILOT_SIGNING_KEYS: undefined })).toContain(
    "TENANTPILOT_SIGNING_KEYS: is missing",
  );
});

test.each([
  ["AUTH_SECRET", "a".repeat(40), "can be guessed"],
  ["AUTH_SECRET", "please-change-me-0123456789-abcdefghijk", "can be guessed"],
  ["TENANTPILOT_DOWNLOAD_LINK_KEYS", `k1:${"A".repeat(43)}`, "can be guessed"],
  ["TENANTPILOT_SIGNING_KEYS", `s1:${"A".repeat(43)}`, "can be guessed"],
  ["TENANTPILOT_SIGNING_KEYS", `s1:${random}`, "uses another secret again"],
  ["TENANTPILOT_SIGNING_KEYS", `s1:${other},s1:${other}`, "has an id twice"],
  ["TENANTPILOT_SIGNING_KEYS", `s1:${other}x`, "keys of 32 bytes"],
  ["TENANTPILOT_ENCRYPTION_KEYS", `e1:${"A".repeat(43)}`, "can be guessed"],
  ["TENANTPILOT_ENCRYPTION_KEYS", `e1:${random}`, "uses another secret again"],
  ["TENANTPILOT_ENCRYPTION_KEYS", `e1:${other}x`, "keys of 32 bytes"],
  ["GRAPH_BASE_URL", "http://graph.example.com", "has to begin with https://"],
  ["INNGEST_DEV", "1", "turns the check of Inngest's signatures off"],
  ["TENANTPILOT_DATA_DIR", "/srv/tenantpilot/public/data", "inside public/"],
])("production refuses %s=%s and says why", (name, value, why) => {
  expect(problemOf({ ...production, [name]: value })).toMatch(new RegExp(`${name}: .*${why}`));
});

test.each([
  [{ STORAGE: "tape" }, "STORAGE: has to be disk, s3 or azure"],
  [{ STORAGE: "s3" }, "S3_BUCKET: is missing"],
  [{ STORAGE: "s3", S3_BUCKET: "Not a bucket" }, "S3_BUCKET: has to be the name of a bucket"],
  [{ STORAGE: "s3", S3_BUCKET: "packs", S3_ENDPOINT: "store:9000" }, "S3_ENDPOINT: has to be an address"],
  [{ STORAGE: "s3", S3_BUCKET: "packs", S3_ACCESS_KEY_ID: "id" }, "S3_SECRET_ACCESS_KEY: is missing"],
  [{ STORAGE: "azure" }, "AZURE_STORAGE_CONNECTION_STRING: is missing"],
  [
    { STORAGE: "azure", AZURE_STORAGE_CONTAINER: "packs", AZURE_STORAGE_CONNECTION_STRING: "AccountKey=verysecret" },
    "AZURE_STORAGE_CONNECTION_STRING: has to be a connection string",
  ],
])("an object store needs all of its variables, and they are named: %j", (given, problem) => {
  expect(problemOf(given)).toContain(problem);
  expect(problemOf(given)).not.toContain("verysecret");
});

test("the links' key may not be the sessions' secret", () => {
  const given = { ...production, AUTH_SECRET: random, TENANTPILOT_DOWNLOAD_LINK_KEYS: `k1:${random}` };
  expect(problemOf(given)).toContain("uses the secret of the sessions");
});

test("some of Inngest's variables without the others are not taken for the embedded runner", () => {
  expect(problemOf({ INNGEST_EVENT_KEY: "key" })).toContain("INNGEST_SIGNING_KEY: is missing");
});

test("what somebody set is never overridden, and the rest is completed", () => {
  const given = { APP_URL: "https://packs.example.com", AUTH_SECRET: "", LOG_LEVEL: "warn" };
  const secrets = {
    AUTH_SECRET: "s".repeat(64),
    TENANTPILOT_DOWNLOAD_LINK_KEYS: `k1:${random}`,
    TENANTPILOT_SIGNING_KEYS: `s1:${other}`,
    TENANTPILOT_ENCRYPTION_KEYS: `e1:${random}`,
    INNGEST_EVENT_KEY: "event",
    INNGEST_SIGNING_KEY: "signkey-prod-ab",
    POSTGRES_PASSWORD: "p/w",
    TENANTPILOT_DEMO_PASSWORD: "demo",
  };
  const whole = completeEnvironment(given, readSetting(given, place), {
    secrets,
    ports: { postgres: 5001, runner: 5002 },
  });
  expect(parseEnvironment(whole)).toMatchObject({
    APP_URL: "https://packs.example.com",
    LOG_LEVEL: "warn",
    AUTH_SECRET: secrets.AUTH_SECRET,
    DATABASE_URL: expect.stringMatching(/^postgresql:\/\/tenantpilot_app:[\w-]{43}@127\.0\.0\.1:5001\/tenantpilot$/),
    DATABASE_OWNER_URL: "postgresql://postgres:p%2Fw@127.0.0.1:5001/tenantpilot",
    INNGEST_BASE_URL: "http://127.0.0.1:5002",
    TENANTPILOT_DATA_DIR: "/srv/tenantpilot/.data",
  });
});

test("a relative data folder counts from where one stands, the default one from the project", () => {
  expect(readSetting({ TENANTPILOT_DATA_DIR: "packs" }, place).dataDir).toBe("/home/somebody/packs");
  expect(readSetting({}, place).dataDir).toBe("/srv/tenantpilot/.data");
});
