/** A time in words, and exactly when on hover and touch. */
import { exactTime, timeAgo } from "./time-words.ts";
import { useTimeZone } from "./time-zone.ts";
import { useHint } from "./use-hint.tsx";
import { useNow } from "./use-now.ts";

/** `at` is ISO 8601; `never` stands for a time that has not come yet. */
export function Ago({ at, never = "never" }: { at: string | null; never?: string }) {
  return at === null ? <span>{never}</span> : <Since at={at} />;
}

function Since({ at }: { readonly at: string }) {
  const now = useNow(5_000);
  const { zone } = useTimeZone();
  const time = new Date(at);
  const { pointed, hint } = useHint(exactTime(time, zone));
  return (
    <>
      <time dateTime={at} {...pointed}>
        {timeAgo(time, now, zone)}
      </time>
      {hint}
    </>
  );
}
