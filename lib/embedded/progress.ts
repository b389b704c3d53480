/** Where the start tells a person what it does. */
export interface Progress {
  /** One line. */
  say(line: string): void;
  /**
   * Does a part of the work; says so when it takes more than a second, and again every ten while it goes on. The work may
   * tell where it is.
   */
  during<T>(label: string, work: (tell: (detail: string) => void) => Promise<T>): Promise<T>;
}

const firstMs = 1000;
const againMs = 10_000;

/** Progress as plain lines, so that it reads the same in a terminal, a log file and a test's output. */
export function lineProgress(write: (line: string) => void): Progress {
  return {
    say: write,
    async during(label, work) {
      const start = performance.now();
      const seconds = () => Math.round((performance.now() - start) / 1000);
      let again: NodeJS.Timeout | undefined;
      let where = "";
      const tell = (detail: string) => {
        where = ` (${detail})`;
      };
      const first = setTimeout(() => {
        write(`${label} …`);
        again = setInterval(() => write(`${label} … ${seconds()} s${where}`), againMs);
      }, firstMs);
      try {
        const result = await work(tell);
        if (again) write(`${label}: done after ${seconds()} s.`);
        return result;
      } finally {
        clearTimeout(first);
        clearInterval(again);
      }
    },
  };
}
