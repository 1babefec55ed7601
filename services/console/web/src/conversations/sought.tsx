/** Marks what somebody followed a link to; the keyboard goes on there, once. */
import { type ReactNode, type RefObject, useEffect, useRef } from "react";
import classes from "./sought.module.css";

interface SoughtProps {
  /** The visit to the address that leads to it. */
  readonly asked: string | undefined;
  /** The visit for which it had the focus: scrolled past later, it takes it from nobody. */
  readonly focused: RefObject<string | undefined>;
  readonly children: ReactNode;
}

export function Sought({ asked, focused, children }: SoughtProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (focused.current === asked) return;
    focused.current = asked;
    place.current?.focus({ preventScroll: true });
  }, [asked, focused]);
  return (
    <div ref={place} tabIndex={-1} aria-current="true" className={classes.sought}>
      {children}
    </div>
  );
}
