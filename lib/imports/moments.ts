import { AppError } from "@/lib/errors";
import { fileProblem, shown } from "@/lib/imports/problem";

const dayMs = 86_400_000;
/** Above this an epoch is in milliseconds, as OCSF means it; below in seconds, as Prowler writes it (import-formats.md, 3). */
const millisecondsFrom = 1e11;

/** A moment from an epoch of seconds or milliseconds. @throws {AppError} naming the place and the value. */
export function momentOfEpoch(value: unknown, place: string, field: string): Date {
  const number = typeof value === "string" && /^\d{1,16}$/.test(value) ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number) || number <= 0) {
    throw fileProblem(`${place} has the ${field} ${shown(value)}, where a time in seconds since 1970 was expected.`);
  }
  return checkedMoment(new Date(number >= millisecondsFrom ? number : number * 1000), place, field, value);
}

/**
 * A moment from ISO 8601 text with a zone, fractions beyond milliseconds are cut; or from `/Date(ms)/`, which Windows PowerShell writes.
 * @throws {AppError} naming place and value.
 */
export function momentOfIso(value: unknown, place: string, field: string): Date {
  const text = typeof value === "string" ? value.trim() : "";
  const ms = epochOfDateText(text);
  if (ms !== null) return checkedMoment(new Date(ms), place, field, value);
  const match = /^(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2})(\.\d{1,3})?\d*(Z|[+-]\d{2}:?\d{2})$/.exec(text);
  if (!match)
    throw fileProblem(
      `${place} has the ${field} ${shown(value)}, where a time such as 2026-05-04T17:15:48Z was expected.`,
    );
  return checkedMoment(new Date(`${match[1]?.replace(" ", "T")}${match[2] ?? ""}${match[3]}`), place, field, value);
}

/** Milliseconds since 1970 out of `/Date(1777406310050)/`, with or without an offset behind; null for any other text. */
export function epochOfDateText(text: string): number | null {
  const match = /^\\?\/Date\((-?\d{1,16})(?:[+-]\d{4})?\)\\?\/$/.exec(text);
  return match ? Number(match[1]) : null;
}

/**
 * A moment from text without a zone, taken in the tenant's (import-formats.md, 2) and cut to whole seconds, as the same
 * tool's other format has it. @throws {AppError} naming place and value.
 */
export function momentOfLocal(value: unknown, timeZone: string, place: string, field: string): Date {
  const text = typeof value === "string" ? value.trim() : "";
  const match = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:\.\d+)?$/.exec(text);
  if (!match) {
    if (/(Z|[+-]\d{2}:?\d{2})$/.test(text)) return wholeSecond(momentOfIso(text, place, field));
    throw fileProblem(
      `${place} has the ${field} ${shown(value)}, where a time such as 2026-08-21 06:02:11 was expected.`,
    );
  }
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  const asUtc = Date.UTC(year, month - 1, day, hour, minute, second);
  checkedMoment(new Date(asUtc), place, field, value);
  return inZone(asUtc, timeZone);
}

/** The moment at which a clock of the zone shows these figures, given as if they were UTC. */
function inZone(asUtc: number, timeZone: string): Date {
  // The offset is that of the moment itself; near a change of clocks a second look settles it.
  const guess = asUtc - offsetMs(asUtc, timeZone);
  return new Date(asUtc - offsetMs(guess, timeZone));
}

const utcNames = new Set(["", "coordinated universal time", "utc", "gmt", "greenwich mean time"]);

/**
 * A moment as ScubaGear's reports write it, `05/04/2026 17:15:48 Coordinated Universal Time`: month first. A zone of another name is
 * Windows' own word for it and taken as the tenant's. @throws {AppError} naming place and value.
 */
export function momentOfNamedZone(value: unknown, timeZone: string, place: string, field: string): Date {
  const text = typeof value === "string" ? value.trim() : "";
  const [, time, zone = ""] = /^(\d{1,2}\/\d{1,2}\/\d{4} [\d:]+(?: [AP]M)?) ?(\D*)$/i.exec(text) ?? [];
  const moment = time ? momentOfUnitedStates(time, utcNames.has(zone.trim().toLowerCase()) ? "UTC" : timeZone) : null;
  if (moment) return checkedMoment(moment, place, field, value);
  throw fileProblem(
    `${place} has the ${field} ${shown(value)}, where a time such as 05/04/2026 17:15:48 Coordinated Universal Time was expected.`,
  );
}

/**
 * A moment as PowerShell writes it in the United States and in invariant culture, `3/14/2026 12:00:00 AM` or `03/14/2026 00:00:00`, in a
 * zone; null for any other text. A day above 12 in the first place can only be a day.
 */
export function momentOfUnitedStates(text: string, timeZone: string): Date | null {
  const match = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?: (\d{1,2}):(\d{2})(?::(\d{2}))?(?: ([AP])M)?)?$/i.exec(text.trim());
  if (!match) return null;
  const [first = 0, second = 0, year = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const [month, day] = first > 12 ? [second, first] : [first, second];
  const half = match[7]?.toUpperCase();
  const hour = half === undefined ? hours : (hours % 12) + (half === "P" ? 12 : 0);
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minutes > 59 || seconds > 59) return null;
  return inZone(Date.UTC(year, month - 1, day, hour, minutes, seconds), timeZone);
}

const wholeSecond = (moment: Date) => new Date(Math.floor(moment.getTime() / 1000) * 1000);

const formats = new Map<string, Intl.DateTimeFormat>();

function offsetMs(epochMs: number, timeZone: string): number {
  if (timeZone === "UTC") return 0;
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(timeZone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(epochMs).map((part) => [part.type, Number(part.value)]));
  return Date.UTC(parts.year ?? 0, (parts.month ?? 1) - 1, parts.day, parts.hour, parts.minute, parts.second) - epochMs;
}

function checkedMoment(moment: Date, place: string, field: string, value: unknown): Date {
  const year = moment.getUTCFullYear();
  if (Number.isNaN(moment.getTime()) || year < 1990 || year > 9000) {
    throw fileProblem(`${place} has the ${field} ${shown(value)}, which is no time that a scan can have.`);
  }
  return moment;
}

/** Refuses what lies more than a day ahead (imports.md, Bad input). @throws {AppError} invalid_input. */
export function refuseFuture(moment: Date, now: Date, place: string): void {
  if (moment.getTime() <= now.getTime() + dayMs) return;
  throw new AppError("invalid_input", `${place} is dated ${moment.toISOString()}, which lies in the future.`, {
    next: "Nothing was imported. Check the clock of the machine that made the file.",
  });
}
