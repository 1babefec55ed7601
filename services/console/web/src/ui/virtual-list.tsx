/** A list of any length: only what is near the screen is in the page, and more is read as it comes near. */
import { Loader } from "@mantine/core";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import classes from "./virtual-list.module.css";

interface VirtualListProps<T> {
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  readonly label: string;
  /** Pixels of a row before it is measured. */
  readonly estimate: number;
  readonly more?: More | undefined;
  readonly children: (item: T) => ReactNode;
}

export interface More {
  readonly has: boolean;
  readonly loading: boolean;
  readonly load: () => void;
}

/** So many rows before the end, more is asked for. */
const ahead = 15;

export function VirtualList<T>(props: VirtualListProps<T>) {
  const { items, keyOf, label, estimate, more, children } = props;
  const list = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const box = list.current?.getBoundingClientRect();
    if (box !== undefined) setTop(Math.round(box.top + window.scrollY));
  }, []);
  const virtualizer = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => estimate,
    overscan: 8,
    scrollMargin: top,
    getItemKey: (index) => keyOf(items[index] as T),
  });
  const rows = virtualizer.getVirtualItems();

  const end = rows.at(-1)?.index ?? 0;
  const wanted = more?.has === true && !more.loading && end >= items.length - ahead;
  useEffect(() => {
    if (wanted) more.load();
  });

  return (
    <>
      <ul
        ref={list}
        className={classes.list}
        aria-label={label}
        style={{ height: virtualizer.getTotalSize() }}
      >
        {rows.map(({ key, index, start }) => (
          <li
            key={key}
            ref={virtualizer.measureElement}
            data-index={index}
            aria-setsize={more?.has ? -1 : items.length}
            aria-posinset={index + 1}
            className={classes.row}
            style={{ transform: `translateY(${start - top}px)` }}
          >
            {children(items[index] as T)}
          </li>
        ))}
      </ul>
      {more?.loading && (
        <div className={classes.more} role="status">
          <Loader size="sm" aria-label="Loading more" />
        </div>
      )}
    </>
  );
}

/** Of an infinite query, what the list has to know. */
export function moreOf(query: {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly isFetchNextPageError: boolean;
  readonly fetchNextPage: () => unknown;
}): More {
  return {
    // What failed is not asked for over and over: the list's own reload begins anew.
    has: query.hasNextPage && !query.isFetchNextPageError,
    loading: query.isFetchingNextPage,
    load: () => void query.fetchNextPage(),
  };
}
