import { environmentSchema } from "@/lib/env";

/** docs/configuration.md, from the schema that parses the environment, so that the two cannot differ. */
export function configurationDoc(): string {
  const rows = Object.entries(environmentSchema.shape).map(([name, schema]) => {
    const fallback = schema.safeParse(undefined);
    const value =
      fallback.success && fallback.data !== undefined
        ? `\`${fallback.data}\``
        : fallback.success
          ? "none"
          : "made on first start";
    return `| \`${name}\` | ${value} | ${schema.description ?? ""} |`;
  });
  return [
    "# Configuration",
    "",
    "Everything is set by environment variables, parsed once when a process starts; a wrong value names the variable, what is wrong",
    "and an example. This page is generated (`npm run docs`); do not edit it.",
    "",
    '"Made on first start" holds for the embedded defaults: secrets are kept in the data folder, readable by its owner only. Elsewhere each has to be given.',
    "",
    "| variable | default | meaning |",
    "| --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}
