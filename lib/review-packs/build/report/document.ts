/**
 * The report, before it is HTML or PDF: both are drawn from this, so they say the same. All texts are plain and inert:
 * nothing in them turns, hides or moves the words around them (lib/readable/inert-text).
 */
export interface ReportDocument {
  title: string;
  subtitle: string;
  /** Whom the document is by: stands at the head of its pages. */
  author: string;
  /** #rrggbb, with a contrast of 4.5 to 1 on white at least. */
  accent: string;
  logo: ReportLogo | null;
  /** Names the pack, for the document's own metadata and the foot of its pages. */
  identity: string;
  /** ISO 8601: the date of the document. */
  asOf: string;
  cover: Fact[];
  chapters: Chapter[];
}

/** A PNG, with its size in pixels. */
export interface ReportLogo {
  png: Uint8Array;
  width: number;
  height: number;
}

/** A part of the report with a heading of its own in outline and contents. */
export interface Chapter {
  /** For links inside the document. */
  id: string;
  title: string;
  blocks: Block[];
}

/** A name and what there is to say to it. */
export interface Fact {
  name: string;
  value: string;
  /** Set as code: a hash or an id. */
  isCode?: boolean;
}

export type Block =
  /** What matters most, in larger letters. */
  | { kind: "lead"; text: string }
  | { kind: "text"; text: string }
  /** What one has to know before one trusts the rest. */
  | { kind: "notice"; title: string; items: string[] }
  | { kind: "heading"; text: string }
  | { kind: "list"; items: string[] }
  | { kind: "figures"; figures: { value: string; label: string }[] }
  | { kind: "facts"; facts: Fact[] }
  | { kind: "chart"; chart: BarChart }
  | { kind: "table"; table: Table }
  /** Commands to be typed as they are. */
  | { kind: "code"; lines: string[] };

/** How a part of a bar is filled, so that it can be told from the others without colour. */
export type Fill = "solid" | "hatched" | "outlined";

/** Horizontal bars of one scale, each made of parts. The numbers stand beside them. */
export interface BarChart {
  caption: string;
  parts: { name: string; fill: Fill }[];
  /** As many counts as there are parts. */
  bars: { name: string; counts: number[] }[];
}

export interface Table {
  caption: string;
  columns: Column[];
  rows: Cell[][];
  /** What is not in it, and where it is; empty when it is complete. */
  more: string;
}

export interface Column {
  name: string;
  /** Share of the width, against the other columns. */
  share: number;
  /** Numbers stand to the right. */
  isNumber?: boolean;
  isCode?: boolean;
}

/** A cell: a text, and below it in small letters what belongs to it. */
export interface Cell {
  text: string;
  detail?: string;
  isStrong?: boolean;
}
