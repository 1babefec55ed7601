/** Where a step stands, in a circle: done, under way, or its number. */
import { IconCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./step-sign.module.css";

type StepState = "done" | "now" | "later";

interface StepSignProps {
  readonly state: StepState;
  readonly small?: boolean | undefined;
  /** What stands there until it is done. */
  readonly children: ReactNode;
}

export function StepSign({ state, small = false, children }: StepSignProps) {
  return (
    <span className={classes.sign} data-state={state} data-small={small || undefined} aria-hidden>
      {state === "done" ? <IconCheck size={small ? 16 : 18} /> : children}
    </span>
  );
}
