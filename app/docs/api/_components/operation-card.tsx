import { Card } from "@/app/_components/card";
import { parametersOf } from "@/lib/api/openapi";
import type { AnyOperation } from "@/lib/api/operation";
import { curlOf } from "../curl";
import { type SchemaNode, typeWords } from "../schema-words";
import { CodeBlock } from "./code-block";
import { FieldList } from "./field-list";

interface Parameter {
  name: string;
  in: string;
  required: boolean;
  description?: string;
  schema: SchemaNode;
}

/** One operation: how it is called, with what, by which tokens, and what it answers. */
export function OperationCard({ operation, base }: { operation: AnyOperation; base: string }) {
  const { id, method, path, summary, description, capability, json, bytes, answers } = operation;
  const parameters = parametersOf(operation) as unknown as Parameter[];
  return (
    <div id={id} className="scroll-mt-16">
      <Card title={summary}>
        <div className="grid gap-4 p-4">
          <p className="font-mono text-xs wrap-anywhere">
            <span className="font-medium">{method}</span> /api/v1{path}
          </p>
          <p className="max-w-prose">{description}</p>
          <p className="text-muted">
            {capability ? (
              <>
                The token has to be for <code className="font-mono text-xs">{capability}</code>.
              </>
            ) : (
              "Any token will do."
            )}
          </p>
          <CodeBlock text={curlOf(operation, base)} />
          {parameters.length > 0 && (
            <section>
              <h3 className="mb-1 font-medium">Parameters</h3>
              <FieldList
                isAsked
                fields={parameters.map((one) => ({
                  name: one.name,
                  type: typeWords(one.schema),
                  description: one.description ?? "",
                  isRequired: one.required,
                  place: one.in,
                }))}
              />
            </section>
          )}
          {(json || bytes) && (
            <section>
              <h3 className="mb-1 font-medium">Body</h3>
              {bytes && (
                <p>
                  {bytes.description} <span className="text-muted">{bytes.types.join(", ")}</span>
                </p>
              )}
              {json && (
                <p>
                  {bytes ? "Or as JSON: " : "JSON: "}
                  <SchemaLink id={json.meta()?.id ?? ""} />
                </p>
              )}
            </section>
          )}
          <section>
            <h3 className="mb-1 font-medium">Answers</h3>
            <ul>
              {Object.entries(answers).map(([status, answer]) => (
                <li key={status}>
                  <span className="font-mono text-xs">{status}</span> {answer.description}{" "}
                  {answer.schema && <SchemaLink id={answer.schema.meta()?.id ?? ""} />}
                </li>
              ))}
            </ul>
          </section>
        </div>
      </Card>
    </div>
  );
}

function SchemaLink({ id }: { id: string }) {
  return (
    <a href={`#${id}`} className="text-link underline">
      {id}
    </a>
  );
}
