/** What waits at each stage, and since when the oldest does. */
import { Text } from "@mantine/core";
import type { Health } from "../api/contract.ts";
import { useMay } from "../api/me.ts";
import { waitWords } from "../messages/status-words.ts";
import { Ago } from "../ui/ago.tsx";
import { TextLink } from "../ui/link.tsx";
import classes from "./health-page.module.css";
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
          <li key={reason} className={classes.line}>
            <TextLink
              to="/outbox"
              search={reason === "uncertain" ? {} : { reason }}
              size="sm"
              underline="hover"
            >
              {reason === "uncertain" || reason === "sending"
                ? { uncertain: "In doubt", sending: "Being sent" }[reason]
                : waitWords[reason].label}
            </TextLink>
            <span className={classes.values}>
              <span className={classes.dim}>
                oldest <Ago at={oldestAt} />
              </span>
              <span className={classes.big}>{count}</span>
            </span>
          </li>
        ))}
        {deliveries.count > 0 && (
          <li className={classes.line}>
            {mayRead ? (
              <TextLink to="/deliveries" size="sm" underline="hover">
                Deliveries
              </TextLink>
            ) : (
              <span>Deliveries</span>
            )}
            <span className={classes.values}>
              <span className={classes.dim}>
                oldest <Ago at={deliveries.oldestAt} />
              </span>
              <span className={classes.big}>{deliveries.count}</span>
            </span>
          </li>
        )}
      </ul>
    </Panel>
  );
}
