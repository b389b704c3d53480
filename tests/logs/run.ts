// The gate "logs" of npm test: searches all that the products of the tests wrote for what no log may hold.
import { keptLogs, readKeptLogs } from "./kept-logs";
import { searchLogs, shapes } from "./search-logs";

const shownLeaks = 50;
const files = await readKeptLogs();
const lines = files.reduce((sum, file) => sum + file.lines.length, 0);
const values = new Set(files.flatMap(({ known }) => known.map(({ value }) => value)));
const kinds = new Set([...Object.keys(shapes), ...files.flatMap(({ known }) => known.map(({ kind }) => kind))]);
const leaks = files.flatMap(searchLogs);

console.log(
  `Searched ${lines} lines of ${files.length} logs in ${keptLogs} for ${kinds.size} kinds of what no log may hold, ${values.size} values known beforehand.`,
);
for (const { file, line, kind, hint } of leaks.slice(0, shownLeaks)) console.log(`${file}:${line}: ${kind}: ${hint}`);
if (leaks.length > shownLeaks) console.log(`and ${leaks.length - shownLeaks} more`);
// Without logs, or without values to look for, nothing was proved.
if (lines === 0) console.log("There are no logs: the browser tests have not run.");
else if (values.size === 0) console.log("Nothing is known of the products whose logs these are.");
else if (leaks.length === 0) console.log("Nothing was found.");
process.exitCode = lines === 0 || values.size === 0 || leaks.length > 0 ? 1 : 0;
