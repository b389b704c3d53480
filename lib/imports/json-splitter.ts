import {
  backslash,
  closeBrace,
  closeBracket,
  colon,
  comma,
  isScalarByte,
  isSpace,
  openBrace,
  openBracket,
  quote,
} from "@/lib/imports/json-bytes";
import { depthMax, elementBytesMax, type JsonLimits, type JsonShape } from "@/lib/imports/json-limits";
import { type JsonSlice, parseBytes, slicePath } from "@/lib/imports/json-slice";
import { fileProblem, shown } from "@/lib/imports/problem";

type State = "start" | "value" | "value-or-end" | "after-value" | "key" | "key-or-end" | "after-key" | "done";

/**
 * Cuts a JSON text into values while it arrives, so that no more than one value is in memory. It knows strings and
 * nesting and nothing else: JSON.parse judges each value. Limits: 16 MiB a value, 100 levels.
 */
export class JsonSplitter {
  readonly #shape: JsonShape;
  readonly #limits: JsonLimits;
  readonly #bytesMax: number;
  #state: State = "start";
  #offset = 0;
  #member: string | null = null;
  #isInside = false;
  #isInList = false;
  #index = 0;
  #isKey = false;
  #capturing: "nested" | "string" | "scalar" | null = null;
  #isKept = true;
  #isPassedOver = false;
  #captureOffset = 0;
  #pieces: Buffer[] = [];
  #pieceBytes = 0;
  #depth = 0;
  #isInString = false;
  #isEscaped = false;

  constructor(shape: JsonShape, limits: JsonLimits = {}) {
    this.#shape = shape;
    this.#limits = limits;
    this.#bytesMax = limits.bytesMax ?? elementBytesMax;
  }

  /** Where the splitter is, for messages: `$[3]`, `$.value[3]`, `$.MetaData`. */
  get path(): string {
    return slicePath({ member: this.#member, index: this.#member === null || this.#isInList ? this.#index : null });
  }

  /** The values that are whole now. @throws {AppError} invalid_input with path and byte. */
  *push(chunk: Buffer): Generator<JsonSlice> {
    let i = 0;
    while (i < chunk.length) {
      if (this.#capturing) {
        const from = i;
        i = this.#scan(chunk, i);
        this.#keep(chunk.subarray(from, i), this.#offset + from);
        if (this.#capturing === null) {
          const slice = this.#take();
          if (slice) yield slice;
        }
        continue;
      }
      const byte = chunk[i] ?? 0;
      if (isSpace(byte)) i++;
      else if (this.#begin(byte, this.#offset + i)) i++;
    }
    this.#offset += chunk.length;
  }

  /** The last value, when the text ends with it. @throws {AppError} invalid_input when the text ends too early. */
  *end(): Generator<JsonSlice> {
    if (this.#capturing === "scalar") {
      this.#capturing = null;
      const slice = this.#take();
      if (slice) yield slice;
    }
    if (this.#state === "start" && this.#offset === 0)
      throw fileProblem("The file is empty.", "Check that the tool finished writing it.");
    if (this.#state === "start")
      throw fileProblem("The file holds nothing but white space.", "Check that the tool finished writing it.");
    const isWhole =
      this.#state === "done" || (this.#shape === "lines" && this.#state === "after-value" && !this.#capturing);
    if (!isWhole) {
      throw fileProblem(
        `The JSON ends at byte ${this.#offset}, in the middle of ${this.path}. The file is cut off.`,
        "Nothing was imported. Copy or export the file again, whole.",
      );
    }
  }

  /** Takes one byte outside of any value. @returns false when the byte begins a value and has to be scanned with it. */
  #begin(byte: number, offset: number): boolean {
    switch (this.#state) {
      case "start":
        return this.#open(byte, offset);
      case "value-or-end":
        if (byte === closeBracket) return this.#closeList();
        return this.#beginValue(byte, offset);
      case "value":
        return this.#beginValue(byte, offset);
      case "after-value":
        return this.#afterValue(byte, offset);
      case "key-or-end":
        if (byte === closeBrace) return this.#closeObject();
        return this.#beginKey(byte, offset);
      case "key":
        return this.#beginKey(byte, offset);
      case "after-key":
        if (byte === colon) return this.#go("value");
        throw this.#unexpected(byte, offset, "a colon");
      case "done":
        throw this.#unexpected(byte, offset, "the end of the file");
    }
  }

  #open(byte: number, offset: number): boolean {
    if (this.#shape === "lines") return this.#beginValue(byte, offset);
    if (this.#shape === "array" && byte === openBracket) return this.#go("value-or-end");
    if (this.#shape === "members" && byte === openBrace) return this.#go("key-or-end");
    throw this.#unexpected(byte, offset, this.#shape === "array" ? "[" : "{");
  }

  #beginValue(byte: number, offset: number): boolean {
    const member = this.#shape === "members" && !this.#isInList ? (this.#member ?? "") : null;
    const { skip, whole, into } = this.#limits;
    this.#isKept = member === null || !skip?.(member);
    if (member === null) return this.#beginCapture(byte, offset, "a value");
    if (byte === openBrace && member === into && !this.#isInside) {
      this.#isInside = true;
      return this.#go("key-or-end");
    }
    if (byte === openBracket && this.#isKept && !whole?.(member)) {
      this.#isInList = true;
      this.#index = 0;
      return this.#go("value-or-end");
    }
    return this.#beginCapture(byte, offset, "a value");
  }

  #beginKey(byte: number, offset: number): boolean {
    if (byte !== quote) throw this.#unexpected(byte, offset, "a name in quotes");
    this.#isKey = true;
    this.#isKept = true;
    return this.#beginCapture(byte, offset, "a name");
  }

  #beginCapture(byte: number, offset: number, expected: string): boolean {
    this.#captureOffset = offset;
    this.#depth = 0;
    this.#isInString = false;
    this.#isEscaped = false;
    if (byte === openBrace || byte === openBracket) this.#capturing = "nested";
    else if (byte === quote) this.#capturing = "string";
    else if (isScalarByte(byte)) this.#capturing = "scalar";
    else throw this.#unexpected(byte, offset, expected);
    return false;
  }

  #afterValue(byte: number, offset: number): boolean {
    if (this.#shape === "lines") {
      this.#index++;
      return this.#beginValue(byte, offset);
    }
    const isList = this.#shape === "array" || this.#isInList;
    if (byte === comma) {
      if (isList) this.#index++;
      return this.#go(isList ? "value" : "key");
    }
    if (isList && byte === closeBracket) return this.#closeList();
    if (!isList && byte === closeBrace) return this.#closeObject();
    throw this.#unexpected(byte, offset, isList ? "a comma or ]" : "a comma or }");
  }

  #closeObject(): boolean {
    if (!this.#isInside) return this.#go("done");
    this.#isInside = false;
    this.#member = this.#limits.into ?? null;
    return this.#go("after-value");
  }

  #closeList(): boolean {
    if (this.#shape === "array") return this.#go("done");
    this.#isInList = false;
    return this.#go("after-value");
  }

  #go(state: State): true {
    this.#state = state;
    return true;
  }

  /** Runs to the end of the value, or of the chunk. @returns the index after it; #capturing is null when the value is whole. */
  #scan(chunk: Buffer, start: number): number {
    if (this.#capturing === "scalar") return this.#scanScalar(chunk, start);
    let i = start;
    const end = chunk.length;
    while (i < end) {
      if (this.#isInString) {
        i = this.#scanString(chunk, i);
        if (!this.#isInString && this.#capturing === "string") {
          this.#capturing = null;
          return i;
        }
        continue;
      }
      const byte = chunk[i++];
      if (byte === quote) this.#isInString = true;
      else if (byte === openBrace || byte === openBracket) this.#deepen(i);
      else if ((byte === closeBrace || byte === closeBracket) && --this.#depth === 0) {
        this.#capturing = null;
        return i;
      }
    }
    return i;
  }

  #scanString(chunk: Buffer, start: number): number {
    let i = start;
    const end = chunk.length;
    while (i < end) {
      const byte = chunk[i++];
      if (this.#isEscaped) this.#isEscaped = false;
      else if (byte === backslash) this.#isEscaped = true;
      else if (byte === quote) {
        this.#isInString = false;
        return i;
      }
    }
    return i;
  }

  #scanScalar(chunk: Buffer, start: number): number {
    let i = start;
    while (i < chunk.length && isScalarByte(chunk[i] ?? 0)) i++;
    if (i < chunk.length) this.#capturing = null;
    return i;
  }

  #deepen(i: number): void {
    this.#depth++;
    const outer = (this.#shape === "lines" ? 0 : this.#isInList ? 2 : 1) + (this.#isInside ? 1 : 0);
    if (this.#depth + outer > depthMax) {
      throw fileProblem(`${this.path} is nested deeper than ${depthMax} levels (byte ${this.#offset + i}).`);
    }
  }

  #keep(piece: Buffer, offset: number): void {
    if (!this.#isKept) return;
    this.#pieceBytes += piece.length;
    if (this.#pieceBytes > this.#bytesMax) {
      if (this.#limits.passesLarge && !this.#isKey) {
        this.#isKept = false;
        this.#isPassedOver = true;
        this.#pieces = [];
        return;
      }
      throw fileProblem(
        `${this.path} is larger than ${this.#bytesMax / 1024 ** 2} MiB (it begins at byte ${this.#captureOffset} and goes beyond byte ${offset}).`,
      );
    }
    this.#pieces.push(piece);
  }

  #take(): JsonSlice | null {
    const bytes = this.#pieces.length === 1 ? (this.#pieces[0] ?? Buffer.alloc(0)) : Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#pieceBytes = 0;
    if (this.#isKey) {
      this.#isKey = false;
      const name = String(parseBytes(bytes, "$", this.#captureOffset));
      this.#member = this.#isInside ? `${this.#limits.into}.${name}` : name;
      this.#state = "after-key";
      return null;
    }
    this.#state = "after-value";
    const passed = this.#isPassedOver ? ({ isPassedOver: true } as const) : {};
    this.#isPassedOver = false;
    if (!this.#isKept && !passed.isPassedOver) return null;
    const index = this.#shape === "members" && !this.#isInList ? null : this.#index;
    return { member: this.#member, index, offset: this.#captureOffset, bytes, ...passed };
  }

  #unexpected(byte: number, offset: number, expected: string) {
    return fileProblem(
      `This is not JSON: ${shown(String.fromCharCode(byte))} at byte ${offset} (${this.path}), where ${expected} was expected.`,
    );
  }
}
