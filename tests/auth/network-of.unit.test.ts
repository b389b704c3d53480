import { describe, expect, it } from "vitest";
import { networkOf } from "@/lib/auth/rate-limit";

describe("tries from one address of the network", () => {
  it("are counted together for all addresses of one IPv6 network of 64 bits, however they are written", () => {
    const network = "2001:db8:0:7";
    for (const ip of ["2001:db8:0:7::1", "2001:db8:0:7:ffff:1:2:3", "2001:db8:0:7:0:0:0:9"])
      expect(networkOf(ip)).toBe(network);
    expect(networkOf("2001:db8:0:8::1")).not.toBe(network);
    expect(networkOf("::1")).toBe("0:0:0:0");
  });

  it("are counted one by one for IPv4, also where it is written as IPv6, and together for who has no address", () => {
    expect(networkOf("192.0.2.7")).toBe("192.0.2.7");
    expect(networkOf("::ffff:192.0.2.7")).not.toBe(networkOf("::ffff:192.0.2.8"));
    expect(networkOf(null)).toBe("unknown");
  });
});
