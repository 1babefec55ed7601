/** Says who of the approvers is to be told now, and by what: their channels, outside their quiet hours. */
import { endOf, hourNames, readHours } from "./policy/clock.ts";
import { createReading, isRecord, type RuleFault, refuseOthers } from "./policy/reading.ts";

/** `console`: the open pages; `telegram`: a card in a chat; `webhook`: a program that passes events on. */
export const noticeChannels = ["console", "telegram", "webhook"] as const;
export type NoticeChannel = (typeof noticeChannels)[number];

/** What a person has chosen, as it is stored. */
export interface NoticePreference {
  readonly userId: string;
  readonly channels: readonly string[];
  /** `{ zone, from?, to?, weekdays? }`, or null for none. */
  readonly quietHours: unknown;
}

export interface Notice {
  readonly userId: string;
  /** By what the person is to be told now; in quiet hours only what makes no sound is left. */
  readonly channels: readonly NoticeChannel[];
  /** When the quiet hours that hold now are over: ask again then. Null outside them. */
  readonly quietUntil: Date | null;
}

/** Pages wake nobody: they show what waits, whenever somebody looks. */
const silent: readonly NoticeChannel[] = ["console"];

/** One notice per preference, in the same order. */
export function noticesNow(preferences: readonly NoticePreference[], now: Date): Notice[] {
  return preferences.map(({ userId, channels, quietHours }) => {
    const wanted = noticeChannels.filter((channel) => channels.includes(channel));
    // Hours that cannot be read keep nobody from being told.
    const hours = quietHours == null ? undefined : readHours(quietHours, "", createReading());
    const quietUntil = hours && endOf(hours, now);
    if (quietUntil === undefined) return { userId, channels: wanted, quietUntil: null };
    return { userId, channels: wanted.filter((channel) => silent.includes(channel)), quietUntil };
  });
}

/** What is wrong with quiet hours that somebody asks for, with place and remedy. */
export function faultsOfQuietHours(value: unknown, path: string): readonly RuleFault[] {
  const reading = createReading();
  if (isRecord(value)) refuseOthers(value, path, reading, hourNames);
  readHours(value, path, reading);
  return reading.faults;
}
