import { describe, expect, it } from "vitest";
import {
  addressPattern,
  guidPattern,
  isAddress,
  isGuid,
  mailPattern,
  timePattern,
} from "@/lib/review-packs/build/redact/patterns";

const foundIn = (pattern: RegExp, text: string) => text.match(pattern) ?? [];
const guid = "4f1c8a52-5b0e-4a58-9d4f-0a1b2c3d4e5f";

describe("an address of a machine", () => {
  it.each([
    "10.1.2.3",
    "0.0.0.0",
    "9.99.199.249",
    "255.255.255.255",
    "250.209.100.19",
    "10.0.0.0/8",
    "192.168.0.0/16",
    "2001:db8:85a3:8d3:1319:8a2e:370:7348",
    "2001:db8::1",
    "::1",
    "fe80::",
    "1::2:3:4:5:6:7",
    "1:2:3:4:5:6::7",
    "2001:db8::/32",
    "2001:db8::/127",
    "FE80::1%eth0",
    "fe80::1%12/64",
    "::ffff:10.1.2.3",
    "::ffff:192.168.100.200",
    "00:1a:2b:3c:4d:5e",
    "00-1A-2B-3C-4D-5E",
    "001a.2b3c.4d5e",
  ])("is seen whole: %s", (address) => {
    expect(isAddress(address)).toBe(true);
    expect(foundIn(addressPattern, address)).toEqual([address]);
    expect(foundIn(addressPattern, `(from ${address}, twice)`)).toEqual([address]);
  });

  it.each([
    ["with a port", "10.1.2.3:443", "10.1.2.3"],
    ["before a colon", "10.1.2.3: blocked", "10.1.2.3"],
    ["at the end of a sentence", "from 10.1.2.3.", "10.1.2.3"],
    ["behind a name and a colon", "ip:10.1.2.3", "10.1.2.3"],
    ["in a name", "host_10.1.2.3", "10.1.2.3"],
    ["behind a letter", "v10.1.2.3", "10.1.2.3"],
    ["before a letter", "10.1.2.3a", "10.1.2.3"],
    ["behind dots", "...10.1.2.3", "10.1.2.3"],
    ["as the sixth version, before a colon", "2a02:908:1f::5: blocked", "2a02:908:1f::5"],
    ["as the sixth version, behind a name and a colon", "source:2a02:908:1f::5", "2a02:908:1f::5"],
    ["as the sixth version, in brackets with a port", "[2001:db8::1]:443", "2001:db8::1"],
    ["of a network card, at the end of a sentence", "of 00-1a-2b-3c-4d-5e.", "00-1a-2b-3c-4d-5e"],
  ])("is seen %s", (_where, text, address) => expect(foundIn(addressPattern, text)).toEqual([address]));

  it.each([
    "1.2.3",
    "256.1.1.1",
    "1.1.1.256",
    "1.2.3.4.5",
    "365.1.1.1.1",
    "10.0.22631.3447",
    "::",
    "a::b::c",
    "Type::Method",
    "12:30:45",
    "00:1a:2b:3c:4d",
    "2026-11-25",
    "x:1::2y",
    "",
  ])("is not a version, a time or a name: %s", (text) => {
    expect(isAddress(text)).toBe(false);
    expect(foundIn(addressPattern, text)).toEqual([]);
  });

  it("is nothing else when it is asked whether it is one", () => {
    expect(isAddress("10.1.2.3 and more")).toBe(false);
    expect(isAddress(`fe80::1%${"a".repeat(56)}`)).toBe(true);
    expect(isAddress(`fe80::1%${"a".repeat(57)}`)).toBe(false);
  });
});

describe("a mail address or a sign-in name", () => {
  it.each([
    "zoe@example.com",
    "zoe.o'quill+test@mail.example.co.uk",
    "zoe_quill#EXT#@example.onmicrosoft.com",
    "z-q!^~9@example",
    "zoë@müller.example",
    "管理@例え.テスト",
    "a@b",
  ])("is seen whole: %s", (mail) => {
    expect(foundIn(mailPattern, `<${mail}>, and more`)).toEqual([mail]);
  });

  it.each([
    ["'zoe@example.com'", "zoe@example.com"],
    ["user=zoe@example.com.", "zoe@example.com"],
    ["mailbox/zoe@example.com", "zoe@example.com"],
    ["`zoe@example.com`", "zoe@example.com"],
    ["*zoe@example.com*", "zoe@example.com"],
    ["{zoe@example.com}", "zoe@example.com"],
    ["|zoe@example.com|", "zoe@example.com"],
    ["mailto:zoe@example.com-", "zoe@example.com"],
  ])("is seen without what stands around it: %s", (text, mail) => {
    expect(foundIn(mailPattern, text)).toEqual([mail]);
  });

  it.each(["zoe", "zoe@", "@example.com", "zoe @example.com", "zoe@ example.com", ""])("is not: %s", (text) =>
    expect(foundIn(mailPattern, text)).toEqual([]),
  );
});

describe("a GUID", () => {
  it("is seen in small and capital letters, in braces, and within a text", () => {
    for (const one of [guid, guid.toUpperCase(), `{${guid}}`]) expect(isGuid(one)).toBe(true);
    expect(foundIn(guidPattern, `/users/${guid}/x and ${guid.toUpperCase()}`)).toEqual([guid, guid.toUpperCase()]);
  });

  it.each([
    `x${guid}`,
    `${guid}x`,
    guid.slice(1),
    guid.slice(0, -1),
    guid.replace("4f", "zz"),
    guid.replaceAll("-", ""),
  ])("is nothing else: %s", (text) => expect(isGuid(text)).toBe(false));
});

describe("a time", () => {
  it.each([
    "2026-11-25",
    "2026-11-25T07:30",
    "2026-11-25 07:30:11",
    "2026-11-25T07:30:11Z",
    "2026-11-25T07:30:11.123456789+01:00",
    "2026-11-25T07:30:11-0800",
  ])("is ISO 8601: %s", (time) => expect(time).toMatch(timePattern));

  it.each([
    "26-11-25",
    "2026-11-2",
    "x2026-11-25",
    "2026-11-25x",
    "2026-11-25T07",
    "2026-11-25T07:30:1",
    "2026-11-25T07:30:11.",
    "2026-11-25T07:30:11.1234567890",
    "2026-11-25T07:30:11+1",
    "2026-11-25T07:30:11+01:0",
    "2026-11-25Z",
    "zoe-qu-il",
  ])("is nothing else: %s", (text) => expect(text).not.toMatch(timePattern));
});
