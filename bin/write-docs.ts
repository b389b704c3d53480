import { writeFile } from "node:fs/promises";
import { configurationDoc } from "@/bin/configuration-doc";

await writeFile("docs/configuration.md", configurationDoc());
