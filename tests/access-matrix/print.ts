import { type Access, actions, pages, routes, visitors } from "./table";

/** The three tables as Markdown. */
export function matrixText(): string {
  return [section("Pages", pages), section("Route handlers", routes), section("Server actions", actions)].join("\n");
}

function section(title: string, rows: Record<string, Access>): string {
  const lines = Object.entries(rows).map(
    ([name, access]) => `| \`${name}\` | ${visitors.map((visitor) => access[visitor]).join(" | ")} |`,
  );
  return [
    `### ${title}`,
    "",
    `| | ${visitors.join(" | ")} |`,
    `| --- |${" --- |".repeat(visitors.length)}`,
    ...lines,
    "",
  ].join("\n");
}

if (process.argv[1] === import.meta.filename) console.log(matrixText());
