// The product's processes under the supervisor: `node bin/child.mjs server|runner`. Registers tsx by its API and not by a
// flag of node, which every worker of Next would inherit.
import path from "node:path";
import { register } from "tsx/esm/api";

register({ tsconfig: path.resolve(import.meta.dirname, "../tsconfig.json") });
const name = process.argv[2] === "runner" ? "runner" : "server";
await import(`./${name}.ts`);
