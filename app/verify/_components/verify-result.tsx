import { StatusBadge } from "@/app/_components/badge";
import { Card, Fact, Facts } from "@/app/_components/card";
import { formatDateTime } from "@/app/_components/format";
import { Hash } from "@/app/_components/hash";
import type { Answer } from "@/app/verify/schema";
import type { PackCheck } from "../_browser/check-pack";
import { verdictOn } from "./verdict-words";

interface VerifyResultProps {
  sha256: string;
  answer: Extract<Answer, { answer: unknown }>["answer"] | null;
  /** Why there is no answer, in words. */
  problem?: string;
  /** What the browser found in the file; without it only the hash was asked about. */
  check?: PackCheck;
}

/** The verdict on a file: the word, what it rests on, whose pack it is, and each entry. Also what is printed. */
export function VerifyResult({ sha256, answer, problem, check }: VerifyResultProps) {
  const { verdict, because, problems } = verdictOn({ answer, problem, check });
  const { manifest, signature } = check ?? {};
  const supersededBy = answer?.supersededBy;
  return (
    <section aria-labelledby="verdict" className="grid gap-6">
      <div className="grid gap-2">
        <h2 id="verdict" className="flex items-center gap-3">
          {verdict ? <StatusBadge domain="pack_verdict" value={verdict} /> : "No verdict"}
        </h2>
        <p>{because}</p>
      </div>
      {problems.length > 0 && (
        <Card title="What is wrong">
          <Facts>
            {problems.map(({ path, problem: what }) => (
              <Fact key={path} name={path === "" ? "The file" : path}>
                {what}
              </Fact>
            ))}
          </Facts>
        </Card>
      )}
      <Card title="The pack">
        <Facts>
          <Fact name="SHA-256 of the file">
            <Hash value={sha256} label="Copy the SHA-256" />
          </Fact>
          {(answer?.pack || manifest) && <Fact name="Pack">#{answer?.pack?.id ?? manifest?.packId}</Fact>}
          {manifest && (
            <>
              <Fact name="Tenant, as the file says">{manifest.tenant}</Fact>
              <Fact name="Made by, as the file says">
                {manifest.workspace}
                {manifest.issuer && <span className="block text-muted">{manifest.issuer}</span>}
              </Fact>
            </>
          )}
          {signature?.keyId && (
            <Fact name="Signed with key">
              <Hash value={signature.fingerprint} label="Copy the fingerprint of the key" />
            </Fact>
          )}
          <When name="As of" at={answer?.pack?.asOf ?? manifest?.asOf} />
          <When name="Made" at={answer?.pack?.generatedAt} />
          <When name="Expires" at={answer?.pack?.expiresAt} />
          {supersededBy && (
            <Fact name="Superseded by">
              #{supersededBy.id}
              {supersededBy.asOf && (
                <span className="block text-muted">
                  as of <UtcTime at={supersededBy.asOf} />
                </span>
              )}
            </Fact>
          )}
        </Facts>
      </Card>
      {check && check.entries.length > 0 && <Entries check={check} />}
    </section>
  );
}

function When({ name, at }: { name: string; at: string | null | undefined }) {
  if (!at) return null;
  return (
    <Fact name={name}>
      <UtcTime at={at} />
    </Fact>
  );
}

function Entries({ check }: { check: PackCheck }) {
  const wrong = new Set(check.problems.map(({ path }) => path));
  return (
    <Card title="Entries">
      <ul className="divide-y divide-line">
        {check.entries.map(({ path, sha256 }) => (
          <li key={path} className="flex min-h-10 flex-wrap items-center justify-between gap-x-6 gap-y-1 px-4 py-2">
            <span className="min-w-0 break-all">{path}</span>
            <span className="flex items-center gap-4">
              {sha256 && <code className="font-mono text-xs text-muted">{sha256.slice(0, 12)}</code>}
              <span className={wrong.has(path) ? "text-danger" : "text-muted"}>
                {wrong.has(path) ? "Not as listed" : check.manifest ? "As listed" : "Read"}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** In UTC, as the pack itself and its README.txt say it. */
function UtcTime({ at }: { at: string }) {
  return <time dateTime={at}>{formatDateTime(at)}</time>;
}
