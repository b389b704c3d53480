import { randomBytes } from "node:crypto";
import { dayFormat } from "@/app/_components/day-format";
import { formatBytes, formatCount, formatDateTime } from "@/app/_components/format";
import { escapeHtml, plainPageResponse } from "@/lib/download-links/plain-page";
import {
  fetchKeyCommand,
  fingerprintCommand,
  manifestCommand,
  signatureCommand,
  sumsCommand,
} from "@/lib/review-packs/build/check-commands";
import type { SharedPack } from "@/lib/share-links/open";
import { signingKeyAddress } from "@/lib/signing/addresses";
import { style } from "./shared-pack-style";

/** What an auditor sees who opens a share link. Whole in itself, the same with scripts on and off; times are in UTC. */
export function sharedPackPage(method: string, pack: SharedPack, issuer: string, isWrong = false): Response {
  const title = pack.tenantName === null ? "Review pack" : `Review pack of ${pack.tenantName}`;
  const body = `<header><a href="${escapeHtml(new URL(issuer).origin)}" rel="noreferrer">TenantPilot</a></header>
<main>
<h1>${escapeHtml(title)}</h1>
<p class="muted">From ${escapeHtml(pack.workspaceName)}, for ${escapeHtml(pack.label)}</p>
${form(pack, isWrong)}
<section aria-labelledby="what"><h2 id="what">What it is</h2>
<dl>${facts(pack).map(fact).join("")}</dl>
</section>
<section aria-labelledby="check"><h2 id="check">How to check it</h2>
${checks(pack, issuer)}
</section>
</main>`;
  return plainPageResponse(method, { status: isWrong ? 403 : 200, title, style, body, hasForm: true });
}

function form({ hasPassphrase, usesLeft, bytes }: SharedPack, isWrong: boolean): string {
  // Made anew each time the page is shown: the form sent twice is one use (lib/share-links/press.ts).
  const pressKey = randomBytes(16).toString("base64url");
  const problem = isWrong
    ? `<p id="wrong" role="alert" class="wrong">That is not the passphrase. Check it, capitals and spaces too, and try again.</p>`
    : "";
  const field = `<label for="passphrase">Passphrase</label>
<input id="passphrase" name="passphrase" type="password" required maxlength="200" autocomplete="off"${isWrong ? ' aria-invalid="true" aria-describedby="wrong" autofocus' : ""}>
<p class="muted">The person who gave you the link has it.</p>`;
  const left = usesLeft === null ? "" : ` ${formatCount(usesLeft, "download is", "downloads are")} left.`;
  return `<form method="post">
<input type="hidden" name="press" value="${pressKey}">
${hasPassphrase ? field : ""}${problem}
<button type="submit">Download</button>
<p class="muted">One ZIP file of ${escapeHtml(formatBytes(bytes))}.${left} Looking at this page uses nothing up.</p>
</form>`;
}

type Fact = [name: string, value: string, kind?: "code"];

function facts(pack: SharedPack): Fact[] {
  const period =
    pack.previousAsOf === null
      ? `The 30 days before ${day(pack.asOf)}`
      : `${day(pack.previousAsOf)} to ${day(pack.asOf)}, since the pack before it`;
  return [
    ["Tenant", pack.tenantName ?? "Not named: people and names are pseudonymised in this pack"],
    ["Period", period],
    ["As of", formatDateTime(pack.asOf)],
    ["Made", formatDateTime(pack.generatedAt)],
    ["Can be fetched until", formatDateTime(pack.availableUntil)],
    ["Number", pack.packId],
    ["SHA-256 of the file", pack.sha256, "code"],
  ];
}

function fact([name, value, kind]: Fact): string {
  const text = escapeHtml(value);
  return `<div><dt>${name}</dt><dd>${kind === "code" ? `<code>${text}</code>` : text}</dd></div>`;
}

function checks({ sha256, fileName, signedBy }: SharedPack, issuer: string): string {
  const verify = `<p><a href="/verify?sha256=${sha256}" rel="noreferrer">Verify a pack</a> says whether it is the one that was issued, and still good. It reads the file in your browser; the file stays on your machine.</p>`;
  const whole = [
    "Or with commands. The first has to print the SHA-256 above, and each line of the last has to end with OK:",
    [`sha256sum ${fileName}`, `unzip ${fileName} -d review-pack`, "cd review-pack", sumsCommand],
  ] as const;
  const signed = signedBy && [
    "Who signed it: get the public key; the signature has to be Verified Successfully, and each file OK:",
    [
      fetchKeyCommand(signedBy.keyId, signingKeyAddress(issuer, signedBy.keyId)),
      signatureCommand(signedBy.keyId),
      manifestCommand,
    ],
  ];
  const key = signedBy && ["Is it the right key? This command", [fingerprintCommand(signedBy.keyId)]];
  const fingerprint = signedBy
    ? `<p>has to print ${code(signedBy.fingerprint)}. Have that confirmed another way too: by the people who sent you the link.</p>`
    : "";
  const steps = [whole, signed, key].flatMap((step) => (step ? [step] : []));
  const blocks = steps.map(([text, commands]) => `<p>${text}</p>\n<pre tabindex="0">${lines(commands)}</pre>`);
  return `${verify}\n${blocks.join("\n")}\n${fingerprint}\n<p class="muted">README.txt in the pack says the same step by step, for Linux, macOS and Windows.</p>`;
}

const code = (text: string) => `<code>${escapeHtml(text)}</code>`;

const lines = (commands: readonly string[] | string) => [commands].flat().map(escapeHtml).join("\n");

const day = dayFormat({ zone: null, locale: "en-GB" });
