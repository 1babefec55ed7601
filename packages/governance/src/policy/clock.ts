/** Reads times of day and weekdays in a time zone, by the zone rules that the platform brings. */
import { isRecord, type Judge, type Reading, readWords, refuseOthers, unread } from "./reading.ts";

export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
type Weekday = (typeof weekdays)[number];

export interface Hours {
  readonly zone: string;
  /** Minutes since midnight; `to` is not part of it. */
  readonly from: number;
  readonly to: number;
  readonly days: readonly Weekday[];
}

/**
 * `{ zone, from?, to?, weekdays? }`. From 22:00 to 06:00 goes over midnight; the weekday is then the
 * one on which it began. Undefined where something is wrong, and that is noted.
 */
export function readHours(value: unknown, path: string, reading: Reading): Hours | undefined {
  const before = reading.faults.length;
  if (!isRecord(value)) {
    reading.fault(path, 'is not an object, such as { "zone": "Europe/Berlin", "from": "09:00" }');
    return undefined;
  }
  const { zone, from = "00:00", to = "24:00", weekdays: days = weekdays } = value;
  if (typeof zone !== "string" || !isZone(zone)) {
    reading.fault(`${path}.zone`, "is no IANA time zone; give one such as Europe/Berlin or UTC");
  }
  const start = minutesOf(from);
  const end = minutesOf(to);
  if (start === undefined || start === 1_440) {
    reading.fault(`${path}.from`, "is no time of day; write it as 09:30");
  }
  if (end === undefined) reading.fault(`${path}.to`, "is no time of day; write it as 17:00");
  if (start !== undefined && start === end) {
    reading.fault(`${path}.to`, "is the same as from; leave out both for the whole day");
  }
  const read = readWords(days, `${path}.weekdays`, reading, weekdays);
  if (reading.faults.length > before || read === undefined) return undefined;
  return { zone: zone as string, from: start ?? 0, to: end ?? 1_440, days: read };
}

/** Whether an instant lies within the hours, and what the clock there shows. */
export function within(
  hours: Hours,
  at: Date,
): { readonly inside: boolean; readonly clock: string } {
  const { day, minutes } = clockIn(hours.zone, at);
  const clock = `${day} ${text(minutes)} in ${hours.zone}`;
  const { from, to, days } = hours;
  if (from < to) return { inside: days.includes(day) && minutes >= from && minutes < to, clock };
  const began = minutes >= from ? day : minutes < to ? dayBefore(day) : undefined;
  return { inside: began !== undefined && days.includes(began), clock };
}

/**
 * When hours that hold now end, to the minute; ones that follow each other count as one. A week later
 * at the most: hours without an end are asked about again then. Undefined where they do not hold.
 */
export function endOf(hours: Hours, at: Date): Date | undefined {
  if (!within(hours, at).inside) return undefined;
  const last = at.getTime() + week;
  let end = at.getTime();
  while (end < last && within(hours, new Date(end)).inside) {
    const { minutes } = clockIn(hours.zone, new Date(end));
    const left = (hours.to - minutes + 1_440) % 1_440 || 1_440;
    // No further than an hour at a time: the zone's clock may be changed meanwhile.
    end = Math.floor(end / minute) * minute + Math.min(left, 60) * minute;
  }
  return new Date(end);
}

const minute = 60_000;
const week = 7 * 24 * 60 * minute;

export const hourNames: readonly string[] = ["zone", "from", "to", "weekdays"];

/** `{ time: { zone, from?, to?, weekdays? } }`: the message goes out within these hours. */
export function readTime(value: unknown, path: string, reading: Reading): Judge {
  if (isRecord(value)) refuseOthers(value, path, reading, hourNames);
  const hours = readHours(value, path, reading);
  if (hours === undefined) return unread;
  return ({ sendAt }) => {
    const { inside, clock } = within(hours, sendAt);
    const words = `it goes out on ${clock}, ${inside ? "within" : "outside"} the hours`;
    return { holds: inside, words };
  };
}

/** `{ zone, from?, to?, weekdays?, startsAt?, endsAt? }`: when a rule is in force. */
export function readSchedule(value: unknown, path: string, reading: Reading): Judge {
  if (isRecord(value)) refuseOthers(value, path, reading, [...hourNames, "startsAt", "endsAt"]);
  const hours = readHours(value, path, reading);
  const { startsAt, endsAt } = isRecord(value) ? value : {};
  const start = readInstant(startsAt, `${path}.startsAt`, reading);
  const end = readInstant(endsAt, `${path}.endsAt`, reading);
  if (start !== undefined && end !== undefined && start >= end) {
    reading.fault(`${path}.endsAt`, "is not after startsAt; give a later time");
  }
  if (hours === undefined) return unread;
  return ({ now }) => {
    if (start !== undefined && now < start) {
      return { holds: false, words: `it is in force from ${start.toISOString()}` };
    }
    if (end !== undefined && now >= end) {
      return { holds: false, words: `it was in force until ${end.toISOString()}` };
    }
    const { inside, clock } = within(hours, now);
    return {
      holds: inside,
      words: `it is ${clock}, ${inside ? "within" : "outside"} its schedule`,
    };
  };
}

function readInstant(value: unknown, path: string, reading: Reading): Date | undefined {
  if (value === undefined || value === null) return undefined;
  const isInstant =
    typeof value === "string" &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/.test(value) &&
    !Number.isNaN(Date.parse(value));
  if (isInstant) return new Date(value);
  reading.fault(path, "is no instant; write it as 2026-12-01T09:00:00Z");
  return undefined;
}

const mostZones = 200;
const clocks = new Map<string, Intl.DateTimeFormat>();

/** Made once per zone: making one costs a hundred times what asking it does. */
function formatOf(zone: string): Intl.DateTimeFormat {
  let format = clocks.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    if (clocks.size >= mostZones) clocks.clear();
    clocks.set(zone, format);
  }
  return format;
}

/** An offset is none: it knows no summer. */
function isZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone) || zone.length > 64) return false;
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
  }
}

function clockIn(zone: string, at: Date): { day: Weekday; minutes: number } {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const day = (parts.get("weekday") ?? "").toLowerCase() as Weekday;
  return { day, minutes: Number(parts.get("hour")) * 60 + Number(parts.get("minute")) };
}

function minutesOf(value: unknown): number | undefined {
  if (value === "24:00") return 1_440;
  const found = typeof value === "string" && /^([01]\d|2[0-3]):([0-5]\d)$/.exec(value);
  return found ? Number(found[1]) * 60 + Number(found[2]) : undefined;
}

function text(minutes: number): string {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function dayBefore(day: Weekday): Weekday {
  return weekdays[(weekdays.indexOf(day) + 6) % 7] ?? day;
}
