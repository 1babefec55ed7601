/** Says times in words: how long ago, how long still, and exactly when in the viewer's zone. */

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** "just now", "25 s ago", "3 min ago", "2 h ago", "5 days ago", then the date. */
export function timeAgo(at: Date, now: Date, timeZone?: string): string {
  const age = now.getTime() - at.getTime();
  if (age < -10 * second) return timeUntil(at, now, timeZone);
  if (age < 10 * second) return "just now";
  if (age > 14 * day) return dateOf(at, timeZone);
  return `${span(age)} ago`;
}

/** "now", "in 25 s", "in 3 min", "in 2 h", "in 5 days", then the date. */
export function timeUntil(at: Date, now: Date, timeZone?: string): string {
  const wait = at.getTime() - now.getTime();
  if (wait <= 0) return "now";
  if (wait > 14 * day) return `on ${dateOf(at, timeZone)}`;
  return `in ${span(wait)}`;
}

/** "4 min left", or null when none is. */
export function timeLeft(until: Date, now: Date): string | null {
  const left = until.getTime() - now.getTime();
  return left <= 0 ? null : `${span(left)} left`;
}

/** "22 Nov 2026, 15:04:05 GMT+1": the whole truth, for the tooltip. */
export function exactTime(at: Date, timeZone?: string): string {
  return new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
    timeZone,
  }).format(at);
}

/** "15:04", as it stands beside a message. */
export function clockTime(at: Date, timeZone?: string): string {
  const format = { hour: "2-digit", minute: "2-digit", timeZone } as const;
  return new Intl.DateTimeFormat("en-GB", format).format(at);
}

function dateOf(at: Date, timeZone?: string): string {
  const format = { day: "numeric", month: "short", year: "numeric", timeZone } as const;
  return new Intl.DateTimeFormat("en-GB", format).format(at);
}

/** Rounded down, so that what is left is never promised longer than it is. */
function span(ms: number): string {
  if (ms < minute) return `${Math.max(1, Math.floor(ms / second))} s`;
  if (ms < hour) return `${Math.floor(ms / minute)} min`;
  if (ms < 2 * day) return `${Math.floor(ms / hour)} h`;
  return `${Math.floor(ms / day)} days`;
}
