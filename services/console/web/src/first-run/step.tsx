/** One step: done, to be done now with what it takes, or to come. */
import { Paper, Title, VisuallyHidden } from "@mantine/core";
import type { ReactNode } from "react";
import { StepSign } from "../ui/step-sign.tsx";
import classes from "./step.module.css";

interface StepProps {
  /** From 1. */
  readonly number: number;
  /** How many steps are done. */
  readonly at: number;
  readonly title: string;
  /** What came of it, once it is done. */
  readonly outcome: ReactNode;
  /** What to do, while it is its turn. */
  readonly children: ReactNode;
}

export function Step({ number, at, title, outcome, children }: StepProps) {
  const state = number <= at ? "done" : number === at + 1 ? "now" : "later";
  return (
    <Paper
      component="li"
      withBorder
      className={classes.step}
      data-state={state}
      aria-current={state === "now" ? "step" : undefined}
    >
      <StepSign state={state}>{number}</StepSign>
      <div className={classes.words}>
        <Title order={2} size="h4" className={classes.title}>
          {title}
          {state === "done" && <VisuallyHidden> (done)</VisuallyHidden>}
        </Title>
        {state === "done" && <div className={classes.outcome}>{outcome}</div>}
        {state === "now" && <div className={classes.content}>{children}</div>}
      </div>
    </Paper>
  );
}
