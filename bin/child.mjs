// The product's processes under the supervisor: `node bin/child.mjs server|runner`.
import { load } from "./compiled.mjs";

await load(process.argv[2] === "runner" ? "runner" : "server");
