/** Puts a day's name before what was said on it. */
import type { TimelineItem } from "../api/contract.ts";

export type Line =
  | { readonly kind: "day"; readonly key: string; readonly label: string }
  | { readonly kind: "item"; readonly key: string; readonly item: TimelineItem };

/** `items` are oldest first. */
export function withDays(items: readonly TimelineItem[], timeZone: string | undefined): Line[] {
  const format = new Intl.DateTimeFormat("en-GB", {
    ...({ weekday: "long", day: "numeric", month: "long", year: "numeric" } as const),
    ...(timeZone !== undefined && { timeZone }),
  });
  let day = "";
  return items.flatMap((item): Line[] => {
    const label = format.format(new Date(item.at)).replace(",", "");
    const line = { kind: "item", key: idOf(item), item } as const;
    if (label === day) return [line];
    day = label;
    return [{ kind: "day", key: label, label }, line];
  });
}

export function idOf(item: TimelineItem): string {
  return item.direction === "inbound" ? item.update.id : item.message.id;
}
