/** A list of any length: only what is near the screen is in the page, and more is read as it comes near. */
import { Skeleton } from "@mantine/core";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import { LoadingMore, VirtualRows } from "./virtual-rows.tsx";

interface VirtualListProps<T> {
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  readonly label: string;
  /** Pixels of a row before it is measured. */
  readonly estimate: number;
  readonly more: More;
  readonly children: (item: T) => ReactNode;
}

export interface More {
  /** So many come before those that are here. */
  readonly before: number;
  readonly has: boolean;
  readonly loading: boolean;
  readonly load: () => void;
  /** Reads those before; `index` is the first that is looked at. */
  readonly loadBefore: ((index: number) => void) | undefined;
}

/** So many rows before the end, more is asked for. */
const ahead = 15;
/** Pixels between rows. */
const gap = 8;

export function VirtualList<T>(props: VirtualListProps<T>) {
  const { items, keyOf, label, estimate, more, children } = props;
  const list = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const box = list.current?.getBoundingClientRect();
    if (box !== undefined) setTop(Math.round(box.top + window.scrollY));
  }, []);
  const count = more.before + items.length;
  const keyAt = (index: number) => {
    const item = items[index - more.before];
    return item === undefined ? `before ${index}` : keyOf(item);
  };
  const virtualizer = useWindowVirtualizer({
    count,
    estimateSize: () => estimate,
    overscan: 8,
    scrollMargin: top,
    getItemKey: keyAt,
  });
  const rows = virtualizer.getVirtualItems();
  const first = virtualizer.range?.startIndex ?? 0;

  // What is looked at stays where it is, whatever comes or goes above it.
  const held = useRef<{ key: unknown; start: number } | null>(null);
  useLayoutEffect(() => {
    const { key, start = 0 } = held.current ?? {};
    if (key === undefined || window.scrollY <= top) return;
    const now = virtualizer.measurementsCache.find((row) => row.key === key)?.start;
    if (now !== undefined && now !== start) window.scrollBy(0, now - start);
  }, [virtualizer, items, top]);
  useLayoutEffect(() => {
    held.current = virtualizer.measurementsCache[first] ?? null;
  });

  const wantsBefore = more.before > 0 && first < more.before + ahead;
  const wantsMore = more.has && (rows.at(-1)?.index ?? 0) >= count - ahead;
  useEffect(() => {
    if (more.loading) return;
    if (wantsBefore) more.loadBefore?.(first);
    else if (wantsMore) more.load();
  });

  return (
    <>
      <VirtualRows
        virtualizer={virtualizer}
        top={top}
        count={more.has ? null : count}
        label={label}
        spaced
        listRef={list}
      >
        {(index, height) => {
          const item = items[index - more.before];
          return item === undefined ? (
            <Skeleton height={height - gap} radius="lg" />
          ) : (
            children(item)
          );
        }}
      </VirtualRows>
      {more.loading && <LoadingMore />}
    </>
  );
}
