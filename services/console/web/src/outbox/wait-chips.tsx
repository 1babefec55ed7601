/** How much waits for what, a chip each: pressed, the list shows that alone. */
import { Link } from "@tanstack/react-router";
import type { Outbox } from "../api/contract.ts";
import { waitWords } from "../messages/status-words.ts";
import { Ago } from "../ui/ago.tsx";
import type { Reason } from "./reasons.ts";
import classes from "./wait-chips.module.css";

interface WaitChipsProps {
  readonly outbox: Outbox;
  readonly selected: Reason | undefined;
}

export function WaitChips({ outbox, selected }: WaitChipsProps) {
  const chips: { reason: Reason; label: string; count: number; oldestAt: string | null }[] = [
    ...outbox.waiting.map(({ reason, ...rest }) => ({
      reason,
      label: waitWords[reason].label,
      ...rest,
    })),
    ...(outbox.sending > 0
      ? [{ reason: "sending" as const, label: "Sending", count: outbox.sending, oldestAt: null }]
      : []),
  ];
  return (
    <ul className={classes.chips} aria-label="What they wait for">
      {chips.map(({ reason, label, count, oldestAt }) => (
        <li key={reason}>
          <Link
            to="/outbox"
            search={reason === selected ? {} : { reason }}
            resetScroll={false}
            className={classes.chip}
            aria-current={reason === selected ? "true" : undefined}
          >
            <span className={classes.count}>{count}</span>
            <span className={classes.words}>
              {label}
              {oldestAt !== null && (
                <span className={classes.since}>
                  oldest <Ago at={oldestAt} />
                </span>
              )}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
