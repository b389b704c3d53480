import type { Metadata } from "next";
import { headers } from "next/headers";
import { Button } from "@/app/_components/button";
import { TextField } from "@/app/_components/field";
import { PageHeader } from "@/app/_components/page-header";
import { CheckFile } from "@/app/verify/_components/check-file";
import { VerifyResult } from "@/app/verify/_components/verify-result";
import { type Answer, type BrowserKey, sha256Field } from "@/app/verify/schema";
import { asProblem } from "@/lib/action";
import { requestOrigin } from "@/lib/audit/request-origin";
import { answerStranger } from "@/lib/review-packs/answer-stranger";
import { rawPublicKey } from "@/lib/signing/keys";
import { listKnownKeys } from "@/lib/signing/known-keys";

export const metadata: Metadata = { title: "Verify a pack" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Whether a file is a pack that was issued here, and still good. For anybody; with scripts off, by the file's SHA-256. */
export default async function VerifyPage({ searchParams }: Props) {
  const { sha256: given } = await searchParams;
  const field = typeof given === "string" && given !== "" ? sha256Field.safeParse(given) : null;
  const asked = field?.success ? { sha256: field.data, result: await ask(field.data) } : null;
  return (
    <>
      <PageHeader
        title="Verify a pack"
        description="Whether a review pack is the one that was issued, and still good. The file stays on your machine."
      />
      <div className="grid gap-8">
        {asked && (
          <VerifyResult
            sha256={asked.sha256}
            {...("answer" in asked.result ? asked.result : { answer: null, problem: asked.result.problem })}
          />
        )}
        <CheckFile keys={await browserKeys()} />
        <form method="get" className="grid max-w-2xl gap-3 screen-only">
          <TextField
            name="sha256"
            label="Or by its SHA-256"
            defaultValue={typeof given === "string" ? given.slice(0, 400) : ""}
            autoComplete="off"
            spellCheck={false}
            hint="sha256sum <file> prints it; on macOS shasum -a 256 <file>, on Windows Get-FileHash <file>."
            {...(field && !field.success && { error: field.error.issues[0]?.message ?? "" })}
          />
          <div>
            <Button type="submit">Check</Button>
          </div>
        </form>
      </div>
    </>
  );
}

async function ask(sha256: string): Promise<Answer> {
  try {
    const { ip } = requestOrigin(await headers());
    return { answer: await answerStranger({ sha256, pack: null }, ip, new Date()) };
  } catch (error) {
    const { message, next } = asProblem(error);
    return { problem: `${message} ${next}` };
  }
}

async function browserKeys(): Promise<BrowserKey[]> {
  const keys = await listKnownKeys();
  return keys.map((key) => ({ id: key.id, fingerprint: key.fingerprint, key: rawPublicKey(key) }));
}
