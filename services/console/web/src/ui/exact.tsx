/** A time to the second, in the reader's zone. */
import { exactTime } from "./time-words.ts";
import { useTimeZone } from "./time-zone.ts";

/** `at` is ISO 8601. */
export function Exact({ at }: { readonly at: string }) {
  const { zone } = useTimeZone();
  return <time dateTime={at}>{exactTime(new Date(at), zone)}</time>;
}
