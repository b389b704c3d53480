import { CheckboxField, SelectField, TextField } from "@/app/_components/field";
import { formatCount } from "@/app/_components/format";
import { importers } from "@/lib/imports/importers";
import type { Question } from "@/lib/imports/previews/found";
import type { PreviewFileView } from "@/lib/imports/previews/queries";
import type { TenantRef } from "@/lib/tenants/tenants";
import { fieldName } from "../../../schema";

/** What only a person can say about a file, each asked only where it matters. */
export function FileQuestions({ tenant, file }: { tenant: TenantRef; file: PreviewFileView }) {
  if (file.questions.length === 0) return null;
  return (
    <fieldset className="grid max-w-2xl gap-4">
      <legend className="sr-only">Questions about {file.fileName}</legend>
      {file.questions.map((question) => (
        <Asked key={question} question={question} tenant={tenant} file={file} />
      ))}
    </fieldset>
  );
}

function Asked({ question, tenant, file }: { question: Question; tenant: TenantRef; file: PreviewFileView }) {
  const { options, found } = file;
  const name = fieldName(file.id, question);
  if (question === "format") {
    return (
      <SelectField
        name={name}
        label="What is this file?"
        defaultValue={options.format ?? ""}
        className="max-w-md"
        hint="If you know which tool or answer it is, say so, then update the preview."
      >
        <option value="">Not known</option>
        {importers.map(({ format, label }) => (
          <option key={format} value={format}>
            {label}
          </option>
        ))}
      </SelectField>
    );
  }
  if (question === "capturedAt") {
    return (
      <TextField
        type="datetime-local"
        name={name}
        label="When was it made (UTC)?"
        defaultValue={options.capturedAt?.toISOString().slice(0, 16)}
        className="max-w-sm"
        hint="The file does not say. Left empty, the time of import is assumed, and nothing is resolved because it is not in the file."
      />
    );
  }
  if (question === "isPartial") {
    const gone = found?.kind === "importable" ? found.changes.gone : 0;
    return (
      <Box
        name={name}
        label="The scan was partial"
        isTicked={options.isPartial ?? false}
        hint={
          gone > 0
            ? `${formatCount(gone, "finding")} would be resolved because ${gone === 1 ? "it is" : "they are"} not in the file any more. If the scan did not look at everything, tick this and update the preview.`
            : "What is not in the file was not looked at, so nothing is resolved by its absence."
        }
      />
    );
  }
  const whose = found?.kind === "importable" ? found.otherTenant : null;
  return (
    <div className="rounded-lg bg-warning-wash px-4 py-3">
      <Box
        name={name}
        label={`Import another tenant's data into ${tenant.name}`}
        isTicked={options.confirmOtherTenant ?? false}
        isRequired
        hint={`The file holds data ${whose}. Tick this only if that is meant.`}
      />
    </div>
  );
}

/** A box whose "no" is sent too: what was ticked before can be taken back. */
function Box({
  name,
  label,
  hint,
  isTicked,
  isRequired = false,
}: {
  name: string;
  label: string;
  hint: string;
  isTicked: boolean;
  isRequired?: boolean;
}) {
  return (
    <div>
      <input type="hidden" name={name} value="off" />
      <CheckboxField name={name} label={label} hint={hint} defaultChecked={isTicked} required={isRequired} />
    </div>
  );
}
