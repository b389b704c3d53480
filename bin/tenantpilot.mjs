#!/usr/bin/env node
// The command line, from any folder: the project is where this file lies.
import { existsSync } from "node:fs";
import path from "node:path";
import { register } from "tsx/esm/api";

const root = path.resolve(import.meta.dirname, "..");
if (existsSync(path.join(root, ".env"))) process.loadEnvFile(path.join(root, ".env"));
register({ tsconfig: path.join(root, "tsconfig.json") });
const { runProgram } = await import("./program.ts");
await runProgram(process.argv.slice(2));
