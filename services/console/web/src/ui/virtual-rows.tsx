/** Of a list of any length what is near the reader, each row in its place. */
import { Loader } from "@mantine/core";
import type { Virtualizer } from "@tanstack/react-virtual";
import type { ReactNode, Ref } from "react";
import classes from "./virtual-rows.module.css";

interface VirtualRowsProps {
  readonly virtualizer: Pick<
    // What scrolls makes no difference to where the rows stand.
    Virtualizer<HTMLElement, Element> | Virtualizer<Window, Element>,
    "getVirtualItems" | "getTotalSize" | "measureElement"
  >;
  /** Where the list begins in what scrolls. */
  readonly top?: number;
  /** How many there are, or null where nobody knows. */
  readonly count: number | null;
  readonly label?: string;
  /** Pixels below each row. */
  readonly gap?: number;
  readonly listRef?: Ref<HTMLUListElement>;
  /** `height` is the row's, as far as it is known. */
  readonly children: (index: number, height: number) => ReactNode;
}

export function VirtualRows(props: VirtualRowsProps) {
  const { virtualizer, top = 0, count, label, gap = 0, listRef, children } = props;
  return (
    <ul
      ref={listRef}
      className={classes.list}
      aria-label={label}
      style={{ height: virtualizer.getTotalSize() }}
    >
      {virtualizer.getVirtualItems().map(({ key, index, start, size }) => (
        <li
          key={key}
          ref={virtualizer.measureElement}
          data-index={index}
          aria-setsize={count ?? -1}
          aria-posinset={index + 1}
          className={classes.row}
          style={{ transform: `translateY(${start - top}px)`, paddingBottom: gap }}
        >
          {children(index, size)}
        </li>
      ))}
    </ul>
  );
}

export function LoadingMore({ className }: { readonly className?: string | undefined }) {
  return (
    <div className={`${classes.more} ${className ?? ""}`} role="status">
      <Loader size="sm" aria-label="Loading more" />
    </div>
  );
}
