/** As much of a JSON Schema as the API's schemas use. */
export interface SchemaNode {
  type?: string;
  format?: string;
  enum?: string[];
  anyOf?: SchemaNode[];
  items?: SchemaNode;
  properties?: Record<string, SchemaNode>;
  required?: string[];
  description?: string;
  $ref?: string;
}

/** One member of an object, in words. */
export interface FieldWords {
  name: string;
  type: string;
  description: string;
  isRequired: boolean;
}

/** The members of an object's schema. */
export function fieldsOf({ properties = {}, required = [] }: SchemaNode): FieldWords[] {
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    type: typeWords(schema),
    description: schema.description ?? "",
    isRequired: required.includes(name),
  }));
}

/** What a value is: "string or null", "list of Pack", "queued, ready or failed". */
export function typeWords(schema: SchemaNode): string {
  if (schema.$ref) return schema.$ref.split("/").at(-1) ?? "";
  if (schema.anyOf) return orWords(schema.anyOf.map(typeWords));
  if (schema.enum) return orWords(schema.enum);
  if (schema.type === "array") return `list of ${typeWords(schema.items ?? {})}`;
  if (schema.type === "object" && schema.properties) return `object with ${Object.keys(schema.properties).join(", ")}`;
  if (schema.format === "date-time") return "time (ISO 8601, UTC)";
  return schema.type ?? "anything";
}

function orWords(words: string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
