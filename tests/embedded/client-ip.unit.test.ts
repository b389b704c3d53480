import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { requestOrigin } from "@/lib/audit/request-origin";
import { tellClientIp } from "@/lib/embedded/client-ip";
import { parseRanges } from "@/lib/network-ranges";

const trusted = "10.0.4.7, 172.18.0.0/16, fd00:aa::/32";

/** The address that the application is told of a request from `peer` with these headers. */
function toldOf(
  peer: string | undefined,
  headers: Record<string, string | string[]>,
  proxies: string | null = trusted,
) {
  const socket = new Socket();
  Object.defineProperty(socket, "remoteAddress", { value: peer });
  const request = new IncomingMessage(socket);
  Object.assign(request.headers, headers);
  tellClientIp(request, proxies === null ? null : parseRanges(proxies));
  const told = request.headers["x-tenantpilot-client-ip"];
  return requestOrigin(new Headers({ "x-tenantpilot-client-ip": String(told) })).ip;
}
const behind = (peer: string, forwarded: string) => toldOf(peer, { "x-forwarded-for": forwarded });

describe("the address of a request", () => {
  it("is the peer's where no proxy is named, whatever the headers say", () => {
    const forged = {
      "x-forwarded-for": "192.0.2.1",
      "x-real-ip": "192.0.2.1",
      forwarded: "for=192.0.2.1",
      "x-tenantpilot-client-ip": "192.0.2.1",
    };
    expect(toldOf("10.0.4.7", forged, null)).toBe("10.0.4.7");
    expect(toldOf("::ffff:10.0.4.7", forged, null)).toBe("10.0.4.7");
    expect(toldOf("10.0.4.7", { ...forged, "x-forwarded-for": "" })).toBe("10.0.4.7");
  });

  it("is the peer's when somebody else than a proxy of ours asks, however the header is forged", () => {
    expect(behind("203.0.113.9", "192.0.2.1")).toBe("203.0.113.9");
    expect(behind("203.0.113.9", "192.0.2.1, 10.0.4.7")).toBe("203.0.113.9");
    expect(behind("2001:db8::9", "192.0.2.1")).toBe("2001:db8::9");
  });

  it("is the one that our proxy wrote: what the client has sent stands further left and is not read", () => {
    expect(behind("10.0.4.7", "203.0.113.9")).toBe("203.0.113.9");
    expect(behind("10.0.4.7", "192.0.2.1, 203.0.113.9")).toBe("203.0.113.9");
    expect(behind("10.0.4.7", "10.0.4.7, 203.0.113.9")).toBe("203.0.113.9");
    expect(toldOf("10.0.4.7", { "x-forwarded-for": ["192.0.2.1", "203.0.113.9"] })).toBe("203.0.113.9");
  });

  it("is found through several proxies of ours, and is the farthest of them when it is one itself", () => {
    expect(behind("10.0.4.7", "192.0.2.1, 203.0.113.9, 172.18.3.1")).toBe("203.0.113.9");
    expect(behind("172.18.3.1", "172.18.9.9, 10.0.4.7")).toBe("172.18.9.9");
  });

  it("is found by IPv6, in one way of writing, and of IPv4 that is written as IPv6", () => {
    expect(behind("fd00:aa::1", "2001:DB8:0:0::9")).toBe("2001:db8::9");
    expect(behind("fd00:ab::1", "2001:db8::9")).toBe("fd00:ab::1");
    expect(behind("::ffff:172.18.0.2", "::ffff:203.0.113.9")).toBe("203.0.113.9");
    expect(behind("10.0.4.7", "::ffff:cb00:7109")).toBe("203.0.113.9");
  });

  it("is read without the port that some proxies write", () => {
    expect(behind("10.0.4.7", "203.0.113.9:50123")).toBe("203.0.113.9");
    expect(behind("10.0.4.7", "[2001:db8::9]:50123")).toBe("2001:db8::9");
    expect(behind("10.0.4.7", "[2001:db8::9]")).toBe("2001:db8::9");
  });

  it.each(["", " ", ",", "unknown", "<script>", "203.0.113.999", "203.0.113.9, _hidden", "[]:1", "192.0.2.1 10.0.4.7"])(
    "is the proxy's when the proxy wrote %j, which is no address",
    (garbage) => {
      expect(behind("10.0.4.7", garbage)).toBe("10.0.4.7");
    },
  );

  it("stops at garbage: nothing left of it is believed", () => {
    expect(behind("10.0.4.7", "192.0.2.1, unknown, 172.18.3.1")).toBe("172.18.3.1");
  });

  it("is nobody's when the socket has gone", () => {
    expect(toldOf(undefined, { "x-forwarded-for": "192.0.2.1" })).toBeNull();
  });
});

describe("TENANTPILOT_TRUSTED_PROXIES", () => {
  it.each(["10.0.4.7", "10.0.0.0/8", "10.1.2.3/8", "fd00::/8, ::1", " 127.0.0.1 ,172.16.0.0/12"])(
    "may be %j",
    (text) => {
      expect(parseRanges(text)).not.toBeNull();
    },
  );

  it.each([
    "",
    ",",
    "10.0.4.7,",
    "proxy",
    "10.0.0.0/33",
    "fd00::/129",
    "10.0.0.0/",
    "0.0.0.0/0",
    "::/0",
    "10.0.0/8",
    "10.0.0.0/08",
    "10.0.0.0/8/8",
  ])("may not be %j", (text) => {
    expect(parseRanges(text)).toBeNull();
  });
});
