/** One page for three in the morning: what flows, what waits, what fails, who works; each number leads to its things. */
import { Alert, Badge, Skeleton, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Health } from "../api/contract.ts";
import { healthQuery } from "../api/health.ts";
import { useMay } from "../api/me.ts";
import { Failure } from "../ui/failure.tsx";
import { LineChart } from "../ui/line-chart.tsx";
import { TextLink } from "../ui/link.tsx";
import { Loading } from "../ui/loading.tsx";
import { OutsideLink } from "../ui/outside-link.tsx";
import { Page } from "../ui/page.tsx";
import { freshnessOf, StaleNote } from "../ui/stale-note.tsx";
import { clockTime } from "../ui/time-words.ts";
import { useTimeZone } from "../ui/time-zone.ts";
import { Backlog } from "./backlog.tsx";
import { Bots } from "./bots.tsx";
import { Errors } from "./errors.tsx";
import classes from "./health-page.module.css";
import { Latency } from "./latency.tsx";
import { Panel } from "./panel.tsx";
import { troublesIn } from "./troubles.ts";
import { Workers } from "./workers.tsx";

export function HealthPage() {
  const query = useQuery(healthQuery);
  return (
    <Page title="Health" lead="The last hour of this workspace, and this moment." wide>
      {query.data === undefined ? (
        query.isError ? (
          <Failure
            error={query.error}
            title="The health could not be read"
            onRetry={() => void query.refetch()}
          />
        ) : (
          <Loading label="Loading the health">
            <Skeleton height={64} radius="lg" />
            <Skeleton height={240} radius="lg" />
            <Skeleton height={180} radius="lg" />
          </Loading>
        )
      ) : (
        <>
          <StaleNote {...freshnessOf(query)} />
          <Stack gap="md">
            <Verdict health={query.data} />
            <div className={classes.grid}>
              <Throughput health={query.data} />
              <Backlog health={query.data} />
              <Latency latency={query.data.latency} />
              <Bots bots={query.data.bots} />
              <Errors errors={query.data.errors} />
              <Workers workers={query.data.workers} />
              <Queues queues={query.data.queues} />
            </div>
          </Stack>
        </>
      )}
    </Page>
  );
}

/** What is wrong, if anything is, before any number. */
function Verdict({ health }: { readonly health: Health }) {
  const troubles = troublesIn(health);
  if (troubles.length === 0) {
    return (
      <Alert color="green" icon={<IconCircleCheck />} title="All is well" role="status">
        <Text size="sm">Every role is alive, every bot can send, and nothing is in doubt.</Text>
      </Alert>
    );
  }
  return (
    <Alert color="orange" icon={<IconAlertTriangle />} title="This needs a look" role="status">
      <ul className={classes.troubles}>
        {troubles.map(({ key, words }) => (
          <li key={key}>{words}</li>
        ))}
      </ul>
    </Alert>
  );
}

function Throughput({ health: { minutes } }: { readonly health: Health }) {
  const { zone } = useTimeZone();
  return (
    <Panel title="In each minute" wide>
      <LineChart
        label="Updates and messages in each minute of the last hour"
        times={minutes.map(({ at }) => clockTime(new Date(at), zone))}
        series={[
          {
            label: "received",
            tone: "a",
            values: minutes.map(({ received }) => received),
            link: (
              <TextLink inherit underline="hover" to="/updates">
                received
              </TextLink>
            ),
          },
          {
            label: "sent",
            tone: "b",
            values: minutes.map(({ sent }) => sent),
            link: (
              <TextLink
                inherit
                underline="hover"
                to="/outbox"
                search={{ tab: "all", status: "sent" }}
              >
                sent
              </TextLink>
            ),
          },
          {
            label: "failed",
            tone: "c",
            values: minutes.map(({ failed }) => failed),
            link: (
              <TextLink inherit underline="hover" to="/outbox" search={{ tab: "failed" }}>
                failed
              </TextLink>
            ),
          },
          {
            label: "uncertain",
            tone: "d",
            values: minutes.map(({ uncertain }) => uncertain),
            link: (
              <TextLink inherit underline="hover" to="/outbox">
                uncertain
              </TextLink>
            ),
          },
        ]}
      />
    </Panel>
  );
}

function Queues({ queues }: Pick<Health, "queues">) {
  const mayOperate = useMay("queues:operate");
  if (!mayOperate) return null;
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
              <span>{queue}</span>
              <span className={classes.values}>
                {waiting > 0 && <span>{waiting} waiting</span>}
                {active > 0 && <span>{active} running</span>}
                {delayed > 0 && <span>{delayed} asleep</span>}
                {failed > 0 && (
                  <Badge color="red" variant="light">
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
