/** What waits at each stage, and since when the oldest does. */
import { Text } from "@mantine/core";
import type { Health } from "../api/contract.ts";
import { useMay } from "../api/me.ts";
import { waitWords } from "../messages/status-words.ts";
import { Ago } from "../ui/ago.tsx";
import classes from "./health-page.module.css";
import { Line } from "./line.tsx";
import { Panel } from "./panel.tsx";

export function Backlog({ health: { backlog } }: { readonly health: Health }) {
  const mayRead = useMay("endpoints:manage");
  const { messages, deliveries } = backlog;
  if (messages.length === 0 && deliveries.count === 0) {
    return (
      <Panel title="Waiting">
        <Text size="sm" c="dimmed">
          Nothing waits.
        </Text>
      </Panel>
    );
  }
  return (
    <Panel title="Waiting">
      <ul className={classes.rows}>
        {messages.map(({ reason, count, oldestAt }) => (
          <Line
            key={reason}
            name={
              reason === "uncertain" || reason === "sending"
                ? { uncertain: "In doubt", sending: "Being sent" }[reason]
                : waitWords[reason].label
            }
            way={{ to: "/outbox", search: reason === "uncertain" ? {} : { reason } }}
          >
            <Waiting count={count} oldestAt={oldestAt} />
          </Line>
        ))}
        {deliveries.count > 0 && (
          <Line name="Deliveries" way={mayRead ? { to: "/deliveries" } : undefined}>
            <Waiting {...deliveries} />
          </Line>
        )}
      </ul>
    </Panel>
  );
}

function Waiting({
  count,
  oldestAt,
}: {
  readonly count: number;
  readonly oldestAt: string | null;
}) {
  return (
    <>
      <span className={classes.dim}>
        oldest <Ago at={oldestAt} />
      </span>
      <span className={classes.big}>{count}</span>
    </>
  );
}
