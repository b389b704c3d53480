/** How the text is built: one list, one object whose lists are split, or one value after the other. */
export type JsonShape = "array" | "members" | "lines";

/** What is read of an object at the top. A member of a member has the name of both: `Raw.privileged_users`. */
export interface JsonLimits {
  /** Members that nobody reads: they are passed over without being kept. */
  skip?: (member: string) => boolean;
  /** A member that is an object itself and too large to be one value: its members are given one by one. */
  into?: string;
  /** Lists that are one value, and not split. */
  whole?: (member: string) => boolean;
  /** Largest value, in bytes; 16 MiB unless said. */
  bytesMax?: number;
  /** A value that is larger is passed over instead of refused. */
  passesLarge?: boolean;
}

export const elementBytesMax = 16 * 1024 * 1024;
export const depthMax = 100;
