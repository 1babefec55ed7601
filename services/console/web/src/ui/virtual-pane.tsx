/** A list that scrolls by itself within the page, of any length; read from its beginning, or as a chat from its end. */
import { Loader } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useLayoutEffect, useRef } from "react";
import type { More } from "./virtual-list.tsx";
import classes from "./virtual-pane.module.css";

interface VirtualPaneProps<T> {
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  readonly label: string;
  /** Pixels of a row before it is measured. */
  readonly estimate: number;
  readonly more?: More | undefined;
  /** The last item is where one begins, what comes is followed, and older ones are read upwards. */
  readonly fromEnd?: boolean;
  readonly className?: string | undefined;
  readonly children: (item: T) => ReactNode;
}

/** So many rows before the end, more is asked for. */
const ahead = 10;

export function VirtualPane<T>(props: VirtualPaneProps<T>) {
  const { items, keyOf, label, estimate, more, fromEnd = false, className, children } = props;
  const scroller = useRef<HTMLElement>(null);
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => estimate,
    overscan: 8,
    getItemKey: (index) => keyOf(items[index] as T),
    ...(fromEnd && { anchorTo: "end" as const, followOnAppend: true, paddingEnd: 8 }),
  });
  const rows = virtualizer.getVirtualItems();

  const begun = useRef(false);
  useLayoutEffect(() => {
    if (!fromEnd || begun.current || items.length === 0) return;
    begun.current = true;
    virtualizer.scrollToIndex(items.length - 1, { align: "end" });
  });

  const near = fromEnd
    ? (rows[0]?.index ?? ahead) < ahead
    : (rows.at(-1)?.index ?? 0) >= items.length - ahead;
  const wanted = more?.has === true && !more.loading && near && begunOr(fromEnd, begun.current);
  useEffect(() => {
    if (wanted) more.load();
  });

  return (
    <section
      ref={scroller}
      className={`${classes.pane} ${className ?? ""}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys
      tabIndex={0}
      aria-label={label}
    >
      {fromEnd && more?.loading && <LoadingMore />}
      <ul className={classes.list} style={{ height: virtualizer.getTotalSize() }}>
        {rows.map(({ key, index, start }) => (
          <li
            key={key}
            ref={virtualizer.measureElement}
            data-index={index}
            aria-setsize={more?.has ? -1 : items.length}
            aria-posinset={index + 1}
            className={classes.row}
            style={{ transform: `translateY(${start}px)` }}
          >
            {children(items[index] as T)}
          </li>
        ))}
      </ul>
      {!fromEnd && more?.loading && <LoadingMore />}
    </section>
  );
}

/** From the end nothing older is read before the end was shown. */
function begunOr(fromEnd: boolean, begun: boolean): boolean {
  return !fromEnd || begun;
}

function LoadingMore() {
  return (
    <div className={classes.more} role="status">
      <Loader size="sm" aria-label="Loading more" />
    </div>
  );
}
