/** What lies in the queues of the whole installation; each leads to its jobs. */
import { Badge, Text } from "@mantine/core";
import type { Health } from "../api/contract.ts";
import { OutsideLink } from "../ui/outside-link.tsx";
import badges from "../ui/soft-badge.module.css";
import classes from "./health-page.module.css";
import { Panel } from "./panel.tsx";

/** `queues` is null where their backend does not answer. */
export function Jobs({ queues }: Pick<Health, "queues">) {
  const busy = queues?.filter(
    ({ waiting, active, delayed, failed }) => waiting + active + delayed + failed > 0,
  );
  return (
    <Panel title="Jobs of the whole installation">
      {busy === undefined ? (
        <Text size="sm" c="dimmed">
          The queue's backend does not answer.
        </Text>
      ) : busy.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing waits in any of {queues?.length} queues.
        </Text>
      ) : (
        <ul className={classes.rows}>
          {busy.map(({ queue, waiting, active, delayed, failed }) => (
            <li key={queue} className={classes.line}>
              <OutsideLink
                href={`/queues/queue/${encodeURIComponent(queue)}`}
                underline="hover"
                className={classes.lead}
              >
                {queue}
              </OutsideLink>
              <span className={classes.values}>
                {waiting > 0 && <span>{waiting} waiting</span>}
                {active > 0 && <span>{active} running</span>}
                {delayed > 0 && <span>{delayed} asleep</span>}
                {failed > 0 && (
                  <Badge size="lg" color="red" variant="light" className={badges.badge}>
                    {failed} failed
                  </Badge>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      <Text size="sm" mt="sm">
        <OutsideLink href="/queues">The queues' dashboard</OutsideLink>
      </Text>
    </Panel>
  );
}
