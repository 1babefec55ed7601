/** What most readers leave out, under a heading that opens it. */
import { type ReactNode, type SyntheticEvent, useState } from "react";
import classes from "./folded.module.css";

interface FoldedProps {
  readonly summary: string;
  /** Open from the beginning; from then on it is the reader's. */
  readonly opened?: boolean | undefined;
  readonly children: ReactNode;
}

export function Folded({ summary, opened = false, children }: FoldedProps) {
  const [open] = useState(opened);
  return (
    <details className={classes.folded} open={open} onInvalidCapture={show}>
      <summary>{summary}</summary>
      {children}
    </details>
  );
}

/** A browser says nothing about a field that it cannot point at. */
function show({ currentTarget }: SyntheticEvent<HTMLDetailsElement>) {
  currentTarget.open = true;
}
