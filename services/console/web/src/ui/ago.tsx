/** A time in words, and exactly when on hover and touch. */
import { Tooltip } from "@mantine/core";
import { exactTime, timeAgo } from "./time-words.ts";
import { useTimeZone } from "./time-zone.ts";
import { useNow } from "./use-now.ts";

const events = { hover: true, focus: false, touch: true };

/** `at` is ISO 8601; `never` stands for a time that has not come yet. */
export function Ago({ at, never = "never" }: { at: string | null; never?: string }) {
  const now = useNow(5_000);
  const { zone } = useTimeZone();
  if (at === null) return <span>{never}</span>;
  const time = new Date(at);
  return (
    <Tooltip label={exactTime(time, zone)} events={events} openDelay={300}>
      <time dateTime={at}>{timeAgo(time, now, zone)}</time>
    </Tooltip>
  );
}
