import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { operation } from "@/lib/api/operation";
import { questionSchema, verdictSchema } from "@/lib/api/schemas";
import { takeTicket } from "@/lib/auth/rate-limit";
import { inSystem } from "@/lib/db";
import { env } from "@/lib/env";
import { limitBytes } from "@/lib/imports/source";
import { answerClaim } from "@/lib/review-packs/answer-stranger";
import type { FileClaim } from "@/lib/review-packs/issued";
import { verifyFile } from "@/lib/review-packs/verify-file";

type Verdict = z.output<typeof verdictSchema>;

export const verifyOperation = operation({
  id: "verify",
  method: "POST",
  path: "/verify",
  summary: "Verify a pack",
  description:
    "Whether a file is what was issued here and is in its time. Send the ZIP file, and each entry is checked by the manifest and the manifest by its signature; or send only the hash, and the file stays with you. Whoever has the file may ask, so any token will do.",
  capability: null,
  params: {},
  query: z.strictObject({}),
  json: questionSchema,
  bytes: { description: "The ZIP file as it is.", types: ["application/zip"] },
  isKeyed: false,
  answers: { 200: { description: "The verdict.", schema: verdictSchema } },
  refusals: [],
  example: { path: "/verify", options: `--upload-file review-pack.zip -X POST -H "Content-Type: application/zip"` },
  async run({ actor, json, bytes, now }) {
    const limit = env().TENANTPILOT_VERIFY_LIMIT_PER_MINUTE;
    await inSystem((tx) => takeTicket(tx, { key: `verify:token:${actor.tokenId}`, limit, windowSeconds: 60 }, now));
    return { status: 200, body: bytes ? await judgeFile(bytes, now) : await judgeClaim(json, now) };
  },
});

/** The file is put aside while it is looked at: the list of a ZIP's entries stands at its end. */
async function judgeFile(bytes: AsyncIterable<Uint8Array>, now: Date): Promise<Verdict> {
  const folder = await mkdtemp(path.join(tmpdir(), "tenantpilot-verify-"));
  try {
    const file = path.join(folder, "pack.zip");
    await pipeline(limitBytes(bytes), createWriteStream(file, { mode: 0o600 }));
    return await verifyFile(file, now);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function judgeClaim(claim: FileClaim, now: Date): Promise<Verdict> {
  const { verdict, because, pack, supersededBy } = await answerClaim(claim, now);
  const unknown = { tenant: null, status: null, fingerprint: null, sha256: null };
  return {
    verdict,
    because,
    pack: pack && { ...unknown, ...pack, supersededBy: supersededBy?.id ?? null },
    problems: [],
    signature: null,
    bytes: null,
    sha256: claim.sha256,
  };
}
