import { expect, it } from "vitest";
import { requestOrigin } from "@/lib/audit/request-origin";

const origin = (headers: Record<string, string>) => requestOrigin(new Headers(headers));

it("takes the address that our server saw, and no other header's word for it", () => {
  expect(
    origin({ "x-tenantpilot-client-ip": "2001:db8::1", "x-forwarded-for": "192.0.2.1", forwarded: "for=192.0.2.1" }).ip,
  ).toBe("2001:db8::1");
  expect(origin({ "x-forwarded-for": "192.0.2.1", "x-real-ip": "192.0.2.1" }).ip).toBeNull();
  expect(origin({ "x-tenantpilot-client-ip": "<script>" }).ip).toBeNull();
});

it("keeps a user agent readable: no control characters, 400 characters at most", () => {
  expect(origin({ "user-agent": "a\u009bb\tc" }).userAgent).toBe("abc");
  expect(origin({ "user-agent": "x".repeat(9000) }).userAgent).toHaveLength(400);
  expect(origin({}).userAgent).toBeNull();
});
