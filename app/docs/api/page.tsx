import type { Metadata } from "next";
import { Card } from "@/app/_components/card";
import { PageHeader } from "@/app/_components/page-header";
import { openApiDocument, refusals } from "@/lib/api/openapi";
import { operations } from "@/lib/api/operations";
import { env } from "@/lib/env";
import { CodeBlock } from "./_components/code-block";
import { FieldList } from "./_components/field-list";
import { OperationCard } from "./_components/operation-card";
import { fieldsOf, type SchemaNode } from "./schema-words";

export const metadata: Metadata = { title: "HTTP API" };

/** How programs use the product: every operation, made from the same description as the OpenAPI document. For anybody. */
export default async function ApiPage() {
  const base = new URL("/api/v1", env().APP_URL).href;
  return (
    <>
      <PageHeader
        title="HTTP API"
        description={
          <>
            For programs: bring evidence in, make packs, hand them on, verify them. Also as{" "}
            <a href="/api/v1/openapi.json" className="text-link underline">
              OpenAPI 3.1
            </a>
            .
          </>
        }
      />
      <div className="grid max-w-4xl gap-6">
        <Beginning base={base} />
        <nav aria-label="Operations">
          <ul className="grid gap-x-6 gap-y-1 sm:grid-cols-2">
            {operations.map(({ id, method, path, summary }) => (
              <li key={id}>
                <a href={`#${id}`} className="text-link underline">
                  {summary}
                </a>{" "}
                <span className="font-mono text-xs wrap-anywhere text-muted">
                  {method} {path}
                </span>
              </li>
            ))}
          </ul>
        </nav>
        {operations.map((operation) => (
          <OperationCard key={operation.id} operation={operation} base={base} />
        ))}
        <Refusals />
        <Schemas />
      </div>
    </>
  );
}

function Beginning({ base }: { base: string }) {
  return (
    <Card title="Beginning">
      <div className="grid gap-3 p-4">
        <p className="max-w-prose">
          An owner makes a token in{" "}
          <a href="/settings/api-tokens" className="text-link underline">
            Settings, API tokens
          </a>
          . Each request carries it, and nothing else lets a program in. A token may do what it was made for, and never
          more than whoever made it may at that moment.
        </p>
        <CodeBlock
          text={`export TENANTPILOT_TOKEN=tenantpilot_…\ncurl ${base}/tenants -H "Authorization: Bearer $TENANTPILOT_TOKEN"`}
        />
        <p className="max-w-prose">
          What changes something takes an <code className="font-mono text-xs">Idempotency-Key</code>: the same key with
          the same request gets the first answer again for a day, so a request that broke off can be sent again. What
          was refused changed nothing and may come again with its key.
        </p>
        <p className="max-w-prose">
          A token makes at most {env().TENANTPILOT_API_LIMIT_PER_MINUTE} requests a minute, and a person with all their
          tokens starts at most {env().TENANTPILOT_GENERATE_LIMIT_PER_MINUTE} packs and makes{" "}
          {env().TENANTPILOT_DOWNLOAD_LIMIT_PER_MINUTE} links. Beyond that the answer is 429, and{" "}
          <code className="font-mono text-xs">Retry-After</code> says how many seconds to wait.
        </p>
      </div>
    </Card>
  );
}

function Refusals() {
  return (
    <Card title="Refusals">
      <div className="grid gap-3 p-4">
        <p className="max-w-prose">
          Each is <code className="font-mono text-xs">application/problem+json</code> (RFC 9457): what happened in{" "}
          <code className="font-mono text-xs">detail</code>, what to do in{" "}
          <code className="font-mono text-xs">next</code>, the fields that are not right in{" "}
          <code className="font-mono text-xs">errors</code>. What belongs to others and what does not exist get the same
          answer.
        </p>
        <dl className="divide-y divide-line">
          {refusals().map(({ code, status, title }) => (
            <div key={code} id={code} className="grid scroll-mt-16 gap-x-4 py-1.5 sm:grid-cols-[12rem_1fr]">
              <dt className="font-mono text-xs leading-5">{code}</dt>
              <dd className="text-muted">
                {status} · {title}
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </Card>
  );
}

function Schemas() {
  const { components } = openApiDocument() as { components: { schemas: Record<string, SchemaNode> } };
  return Object.entries(components.schemas).map(([id, schema]) => (
    <div key={id} id={id} className="scroll-mt-16">
      <Card title={id}>
        <div className="grid gap-2 p-4">
          {schema.description && <p>{schema.description}</p>}
          <FieldList fields={fieldsOf(schema)} />
        </div>
      </Card>
    </div>
  ));
}
