#!/usr/bin/env node
// The command line, from any folder: the project is where this file lies.
import { existsSync } from "node:fs";
import path from "node:path";
import { load } from "./compiled.mjs";

const settings = path.resolve(import.meta.dirname, "../.env");
if (existsSync(settings)) process.loadEnvFile(settings);
const { runProgram } = await load("program");
await runProgram(process.argv.slice(2));
