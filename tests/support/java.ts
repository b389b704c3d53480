import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** What Java's own reader says of an archive (ReadZip.java). @throws {Error} that names java when there is none: Debian's default-jdk-headless. */
export async function java(what: "hashes" | "count" | "sizes", zip: string): Promise<string> {
  const { stdout } = await promisify(execFile)("java", ["-Xshare:auto", "tests/support/ReadZip.java", what, zip], {
    maxBuffer: 1 << 26,
  });
  return stdout;
}
