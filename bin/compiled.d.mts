/** Loads `bin/<name>.ts`: as it was compiled when nothing changed since, else from its source. */
export function load(name: string): Promise<unknown>;
/** Compiles the command line and the processes, unless it was done for these sources. */
export function compile(): Promise<void>;
