import { describe, expect, it } from "vitest";
import { isEasyToGuess } from "@/lib/auth/easy-passwords";

const about = ["ada.lovelace@engines.example", "Ada Lovelace", "Engine House"];

describe("what is easy to guess", () => {
  it.each([
    ["common", "1234567890qwerty"],
    ["common, with what everybody adds", "Password123!"],
    ["two common ones", "password password"],
    ["common, with digits for letters", "P455w0rd1234"],
    ["a row of the keyboard", "qwertyuiopasdfghjkl"],
    ["a repetition", "abcabcabcabcabc"],
    ["one character, as often as is allowed", "x".repeat(200)],
    ["the product", "TenantPilot2026"],
    ["the product, with digits for letters", "T3nantPil0t-2026"],
    ["the product's whole name", "tenantpilot review packs"],
    ["the person's address", "ada.lovelace@engines.example"],
    ["their name", "lovelace-ada-1"],
    ["their workspace", "Engine-House-2026!"],
    ["several of those", "ada engine tenant pilot"],
  ])("%s: %s", async (_what, password) => {
    expect(await isEasyToGuess(password, about)).toBe(true);
  });

  it.each([
    "four words and more",
    "correct horse battery",
    "several words for a guest",
    "5FqDwYcUGyZ4n0s1",
    "eine Brücke aus Papier",
    "日本語のパスワードです長い",
  ])("is not %s", async (password) => {
    expect(await isEasyToGuess(password, about)).toBe(false);
  });

  it("is judged soon, also of the longest there is", async () => {
    const begun = performance.now();
    await isEasyToGuess("4@8({3€69#1!|¡0$5+7%2".repeat(10).slice(0, 200), about);
    expect(performance.now() - begun).toBeLessThan(3000);
  });
});
