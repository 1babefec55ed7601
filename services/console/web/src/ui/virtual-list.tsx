/** A list of any length: only what is near the screen is in the page, and more is read as it comes near. */
import { Skeleton } from "@mantine/core";
import { defaultRangeExtractor, useWindowVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { type More, useNearEnds } from "./use-near-ends.ts";
import { LoadingMore, VirtualRows } from "./virtual-rows.tsx";

interface VirtualListProps<T> {
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  readonly label: string;
  /** Pixels of a row before it is measured. */
  readonly estimate: number;
  /** Pixels between rows. */
  readonly gap?: number;
  /** So many rows beyond the screen are in the page too. */
  readonly beyond?: number;
  /** The one of this key is in the page wherever the reader is: the focus may be in it. */
  readonly held?: string | undefined;
  readonly more: More;
  readonly children: (item: T) => ReactNode;
}

export function VirtualList<T>(props: VirtualListProps<T>) {
  const { items, keyOf, label, estimate, gap = 8, beyond = 8, held, more, children } = props;
  const list = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const box = list.current?.getBoundingClientRect();
    if (box !== undefined) setTop(Math.round(box.top + window.scrollY));
  }, []);
  const count = more.before + items.length;
  const place = held === undefined ? -1 : items.findIndex((item) => keyOf(item) === held);
  const heldAt = place < 0 ? undefined : more.before + place;
  const virtualizer = useWindowVirtualizer({
    count,
    estimateSize: () => estimate,
    overscan: beyond,
    scrollMargin: top,
    getItemKey: (index) => {
      const item = items[index - more.before];
      return item === undefined ? `before ${index}` : keyOf(item);
    },
    rangeExtractor: (range) => {
      const rows = defaultRangeExtractor(range);
      if (heldAt === undefined || rows.includes(heldAt)) return rows;
      return [...rows, heldAt].toSorted((a, b) => a - b);
    },
  });
  const { startIndex: first, endIndex: last } = virtualizer.range ?? { startIndex: 0, endIndex: 0 };

  // What is looked at stays where it is, whatever comes or goes above it.
  const looked = useRef<{ key: unknown; start: number } | null>(null);
  useLayoutEffect(() => {
    const { key, start = 0 } = looked.current ?? {};
    if (key === undefined || window.scrollY <= top) return;
    const now = virtualizer.measurementsCache.find((row) => row.key === key)?.start;
    if (now !== undefined && now !== start) window.scrollBy(0, now - start);
  }, [virtualizer, items, top]);
  useLayoutEffect(() => {
    looked.current = virtualizer.measurementsCache[first] ?? null;
  });
  useNearEnds(more, { first, last, count });

  return (
    <>
      <VirtualRows
        virtualizer={virtualizer}
        top={top}
        count={more.has ? null : count}
        label={label}
        gap={gap}
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
