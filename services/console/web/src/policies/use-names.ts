/** What stands in rules as ids and instants, as this reader knows them. */
import { useBotNames } from "../connections/use-bot-names.ts";
import { exactTime } from "../ui/time-words.ts";
import { useTimeZone } from "../ui/time-zone.ts";
import type { Names } from "./condition-words.ts";

export function useNames(): Names {
  const bots = useBotNames();
  const { zone } = useTimeZone();
  return {
    connection: (id) => bots.of(id) || id,
    moment(at) {
      const date = new Date(at);
      return Number.isNaN(date.getTime()) ? at : exactTime(date, zone);
    },
  };
}
