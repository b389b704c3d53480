import { logAs } from "@/lib/log";

/**
 * Makes what others say on the console (Next prints an error of a page with all that hangs on it), and Node's warnings, lines of the
 * log: with the request's id, and of an error only what may be written.
 */
export function logConsole(): void {
  console.error = logAs("web", "error");
  console.warn = logAs("web", "warn");
  console.info = logAs("web", "info");
  console.log = logAs("web", "info");
  process.removeAllListeners("warning");
  process.on("warning", logAs("web", "warn"));
}
