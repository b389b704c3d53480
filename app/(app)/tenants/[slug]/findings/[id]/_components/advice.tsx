import { groupByFramework } from "@/lib/findings/compliance";
import { readRemediation } from "@/lib/findings/remediation";

const refsMax = 300;

/** What the tool advises, line by line. An address on a line of its own is a link, and shows where it leads. */
export function Remediation({ text }: { text: string }) {
  if (text.trim() === "") return <p className="px-4 py-3 text-muted">The tool gives no advice.</p>;
  return (
    <div className="grid gap-1.5 px-4 py-3 [overflow-wrap:anywhere]">
      {readRemediation(text).map((line, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a stored text does not change its order
        <p key={at} className="min-h-2 whitespace-pre-wrap">
          {line.href ? (
            <a href={line.href} rel="noopener noreferrer nofollow" className="text-link hover:underline">
              {line.text}
            </a>
          ) : (
            <bdi>{line.text}</bdi>
          )}
        </p>
      ))}
    </div>
  );
}

/** The requirements that the check belongs to, by framework. */
export function Compliance({ refs }: { refs: string[] }) {
  return (
    <dl className="divide-y divide-line">
      {groupByFramework(refs.slice(0, refsMax)).map(({ framework, requirements }) => (
        <div key={framework} className="px-4 py-2.5">
          <dt className="text-muted">{framework}</dt>
          <dd className="[overflow-wrap:anywhere]">{requirements.join(", ")}</dd>
        </div>
      ))}
      {refs.length > refsMax && (
        <div className="px-4 py-2.5 text-muted">{(refs.length - refsMax).toLocaleString("en")} more</div>
      )}
    </dl>
  );
}
