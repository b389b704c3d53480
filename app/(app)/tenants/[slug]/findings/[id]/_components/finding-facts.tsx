import Link from "next/link";
import { Card, Fact, Facts } from "@/app/_components/card";
import { Hash } from "@/app/_components/hash";
import { DateTime } from "@/app/_components/time";
import type { FindingDetail } from "@/lib/findings/queries";
import { inertText } from "@/lib/readable/inert-text";
import { toolName } from "@/lib/reports/tool-name";
import { findingsPath } from "../../paths";

/** What the finding is about: check, resource, tool, when. Check and resource lead to the others like it. */
export function FindingFacts({ slug, finding }: { slug: string; finding: FindingDetail }) {
  const { checkId, resourceName, resourceId, resourceType, source, scope } = finding;
  const resource = resourceName || resourceId;
  return (
    <Card title="About">
      <Facts>
        <Fact name="Check">
          <Like slug={slug} text={checkId} />
        </Fact>
        {resource && (
          <Fact name="Resource">
            <Like slug={slug} text={resource} />
          </Fact>
        )}
        {resourceId && resourceId !== resource && (
          <Fact name="Resource id">
            <bdi className="font-mono text-xs [overflow-wrap:anywhere]">{inertText(resourceId, 500)}</bdi>
          </Fact>
        )}
        {resourceType && resourceType !== "NotDefined" && (
          <Fact name="Kind">
            <bdi className="[overflow-wrap:anywhere]">{inertText(resourceType, 200)}</bdi>
          </Fact>
        )}
        <Fact name="Tool">
          <Link
            href={findingsPath(slug, { tool: source, status: "all" })}
            prefetch={false}
            className="text-link hover:underline"
          >
            {inertText(toolName(source), 60)}
          </Link>
        </Fact>
        <Fact name="Scope">
          <bdi className="font-mono text-xs [overflow-wrap:anywhere]">{inertText(scope, 300) || "–"}</bdi>
        </Fact>
        <Fact name="First seen">
          <DateTime at={finding.firstSeenAt} />
        </Fact>
        <Fact name="Last seen">
          <DateTime at={finding.lastSeenAt} />
        </Fact>
        <Fact name="Fingerprint">
          <Hash value={finding.fingerprint} label="Copy the fingerprint" />
        </Fact>
      </Facts>
    </Card>
  );
}

function Like({ slug, text }: { slug: string; text: string }) {
  return (
    <Link
      href={findingsPath(slug, { q: text.slice(0, 200), status: "all" })}
      prefetch={false}
      className="text-link [overflow-wrap:anywhere] hover:underline"
    >
      <bdi>{inertText(text, 300)}</bdi>
    </Link>
  );
}
