import { mkdir, writeFile } from "node:fs/promises";
import { configurationDoc } from "@/bin/configuration-doc";
import { schemaDocs } from "@/bin/schema-docs";

await writeFile("docs/configuration.md", configurationDoc());
await mkdir("docs/schemas", { recursive: true });
for (const [file, text] of schemaDocs()) await writeFile(`docs/schemas/${file}`, text);
