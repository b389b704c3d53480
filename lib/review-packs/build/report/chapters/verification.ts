import { byEntryName } from "@/lib/archive/entry-names";
import { signatureCommand, sumsCommand } from "@/lib/review-packs/build/check-commands";
import { generator } from "@/lib/review-packs/build/generator";
import type { Chapter, Fact, Table } from "@/lib/review-packs/build/report/document";
import type { ReportInput } from "@/lib/review-packs/build/report/report-input";
import { number } from "@/lib/review-packs/build/report/words";
import { signingKeyAddress } from "@/lib/signing/addresses";

/** How to check that this is what was issued, with tools that every system has. */
export function verificationChapter({ identity, collected, entries }: ReportInput): Chapter {
  const { keyId, fingerprint, issuer } = collected.signing;
  const facts: Fact[] = [
    { name: "Review pack", value: identity.pack_id },
    { name: "As of", value: identity.as_of, isCode: true },
    { name: "Fingerprint", value: identity.fingerprint, isCode: true },
    {
      name: "Previous fingerprint",
      value: identity.previous_fingerprint ?? "None: this is the first",
      isCode: identity.previous_fingerprint !== null,
    },
    { name: "Public key", value: signingKeyAddress(issuer, keyId), isCode: true },
    { name: "Its SHA-256", value: fingerprint, isCode: true },
    { name: "Made by", value: `${generator.name} ${generator.version}` },
  ];
  return {
    id: "verification",
    title: "How to verify this report",
    blocks: [
      {
        kind: "text",
        text: "This report is one file of a review pack, a ZIP archive. The pack holds what the report was made from. Unpack it into an empty folder and go there. The first command shows that every file arrived whole: each line has to end with OK. The second shows that manifest.json, the list of the files, is as it was signed; it needs the public key, from the address below.",
      },
      { kind: "code", lines: [sumsCommand, signatureCommand(keyId)] },
      {
        kind: "text",
        text: `README.txt says it step by step, also how the files are tied to the signature and what to do without these commands. Whether the pack is still good, ${new URL("/verify", issuer).href} says.`,
      },
      { kind: "heading", text: "Which pack this is" },
      { kind: "facts", facts },
      { kind: "table", table: filesTable(entries) },
    ],
  };
}

function filesTable(entries: ReportInput["entries"]): Table {
  return {
    caption: "The other files of the pack",
    columns: [
      { name: "File", share: 30 },
      { name: "Bytes", share: 10, isNumber: true },
      { name: "SHA-256", share: 60, isCode: true },
    ],
    rows: [...entries]
      .sort((a, b) => byEntryName(a.path, b.path))
      .map(({ path, bytes, sha256 }) => [{ text: path }, { text: number(bytes) }, { text: sha256 }]),
    more: "report.html and report.pdf cannot name themselves: their hashes are in manifest.json and SHA256SUMS, which are written last.",
  };
}
