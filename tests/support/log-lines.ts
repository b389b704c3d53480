import pino from "pino";
import { vi } from "vitest";
import { setEnvironment } from "@/lib/env";

/** A line of the log. */
export type LogLine = Record<string, unknown> & { part: string; msg: string };

/** Listens to what the product logs from here on. Call it before anything is logged: the level is read once. */
export function hearLog(): LogLine[] {
  setEnvironment({ LOG_LEVEL: "info" });
  const lines: LogLine[] = [];
  const write = (line: string) => {
    lines.push(JSON.parse(line));
    process.stderr.write(line);
  };
  vi.spyOn(pino, "destination").mockReturnValue({ write } as ReturnType<typeof pino.destination>);
  return lines;
}
