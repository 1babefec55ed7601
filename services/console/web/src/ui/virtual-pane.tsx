/** A list that scrolls by itself within the page, of any length; read from its beginning, or as a chat from its end. */
import { Skeleton } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useLayoutEffect, useRef } from "react";
import { type More, useNearEnds } from "./use-near-ends.ts";
import classes from "./virtual-pane.module.css";
import { LoadingMore, VirtualRows } from "./virtual-rows.tsx";

interface VirtualPaneProps<T> {
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  readonly label: string;
  /** Pixels of a row before it is measured. */
  readonly estimate: number;
  readonly more: More;
  /** The last item is where one begins, what comes is followed, and older ones are read upwards. */
  readonly fromEnd?: boolean;
  /** Shows the one of this key, once for each `asked`. */
  readonly at?: { readonly key: string; readonly asked: string | undefined } | undefined;
  readonly className?: string | undefined;
  readonly children: (item: T) => ReactNode;
}

export function VirtualPane<T>(props: VirtualPaneProps<T>) {
  const { items, keyOf, label, estimate, more, fromEnd = false, at, className, children } = props;
  const scroller = useRef<HTMLElement>(null);
  const count = more.before + items.length;
  // What comes before these in the list stands behind them where one begins at the end.
  const ahead = fromEnd ? 0 : more.before;
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => estimate,
    overscan: 8,
    getItemKey: (index) => {
      const item = items[index - ahead];
      return item === undefined ? `before ${fromEnd ? count - index : index}` : keyOf(item);
    },
    ...(fromEnd && { anchorTo: "end" as const, followOnAppend: true, paddingEnd: 8 }),
  });
  const { startIndex: first, endIndex: last } = virtualizer.range ?? { startIndex: 0, endIndex: 0 };

  const begun = useRef(false);
  const asked = useRef<string>(undefined);
  const place = at === undefined ? -1 : items.findIndex((item) => keyOf(item) === at.key);
  useLayoutEffect(() => {
    if (fromEnd && !begun.current && items.length > 0) {
      begun.current = true;
      virtualizer.scrollToIndex(items.length - 1, { align: "end" });
    }
    const wish = at === undefined ? undefined : `${at.key} ${at.asked}`;
    if (place < 0 || wish === asked.current) return;
    asked.current = wish;
    virtualizer.scrollToIndex(ahead + place, { align: "center" });
  });
  useNearEnds(more, {
    ...(fromEnd ? { first: count - 1 - last, last: count - 1 - first } : { first, last }),
    count,
    // From the end nothing older is read before the end was shown.
    enabled: !fromEnd || begun.current,
  });

  return (
    <section
      ref={scroller}
      className={`${classes.pane} ${className ?? ""}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys
      tabIndex={0}
      aria-label={label}
    >
      {fromEnd && more.loading && <LoadingMore className={classes.more} />}
      <VirtualRows virtualizer={virtualizer} count={more.has ? null : count}>
        {(index, height) => {
          const item = items[index - ahead];
          return item === undefined ? <Skeleton height={height} radius="lg" /> : children(item);
        }}
      </VirtualRows>
      {!fromEnd && more.loading && <LoadingMore className={classes.more} />}
    </section>
  );
}
