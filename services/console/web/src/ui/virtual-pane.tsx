/** A list that scrolls by itself within the page, of any length; read from its beginning, or as a chat from its end. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useLayoutEffect, useRef } from "react";
import classes from "./virtual-pane.module.css";
import { LoadingMore, VirtualRows } from "./virtual-rows.tsx";

interface VirtualPaneProps<T> {
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  readonly label: string;
  /** Pixels of a row before it is measured. */
  readonly estimate: number;
  readonly more: { readonly has: boolean; readonly loading: boolean; readonly load: () => void };
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
  const wanted = more.has && !more.loading && near && begunOr(fromEnd, begun.current);
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
      {fromEnd && more.loading && <LoadingMore className={classes.more} />}
      <VirtualRows virtualizer={virtualizer} count={more.has ? null : items.length}>
        {(index) => children(items[index] as T)}
      </VirtualRows>
      {!fromEnd && more.loading && <LoadingMore className={classes.more} />}
    </section>
  );
}

/** From the end nothing older is read before the end was shown. */
function begunOr(fromEnd: boolean, begun: boolean): boolean {
  return !fromEnd || begun;
}
