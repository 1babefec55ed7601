/** One page for three in the morning: what flows, what waits, what fails, who works; each number leads to its things. */
import { Alert, Skeleton, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Health } from "../api/contract.ts";
import { healthQuery } from "../api/health.ts";
import { useMay } from "../api/me.ts";
import { Failure } from "../ui/failure.tsx";
import { LineChart } from "../ui/line-chart.tsx";
import { Loading } from "../ui/loading.tsx";
import { Page } from "../ui/page.tsx";
import { freshnessOf, StaleNote } from "../ui/stale-note.tsx";
import { clockTime } from "../ui/time-words.ts";
import { useTimeZone } from "../ui/time-zone.ts";
import { Backlog } from "./backlog.tsx";
import { Bots } from "./bots.tsx";
import { Errors } from "./errors.tsx";
import classes from "./health-page.module.css";
import { Jobs } from "./jobs.tsx";
import { Latency } from "./latency.tsx";
import { type Way, WayTo } from "./line.tsx";
import { Panel } from "./panel.tsx";
import { troublesIn } from "./troubles.ts";
import { Workers } from "./workers.tsx";

export function HealthPage() {
  const query = useQuery(healthQuery);
  const mayOperate = useMay("queues:operate");
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
            <Throughput health={query.data} />
            <div className={classes.columns}>
              <Backlog health={query.data} />
              <Latency latency={query.data.latency} />
              <Bots bots={query.data.bots} />
              <Errors errors={query.data.errors} />
              <Workers workers={query.data.workers} />
              {mayOperate && <Jobs queues={query.data.queues} />}
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
  const mayDeliver = useMay("endpoints:manage");
  const isOpen = (way: Way | undefined): way is Way =>
    way !== undefined && (mayDeliver || way.to !== "/deliveries");
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
        {troubles.map(({ key, words, way }) => (
          <li key={key}>{isOpen(way) ? <WayTo way={way}>{words}</WayTo> : words}</li>
        ))}
      </ul>
    </Alert>
  );
}

const flows = [
  { label: "received", tone: "a", way: { to: "/updates" } },
  { label: "sent", tone: "b", way: { to: "/outbox", search: { tab: "all", status: "sent" } } },
  { label: "failed", tone: "c", way: { to: "/outbox", search: { tab: "failed" } } },
  { label: "uncertain", tone: "d", way: { to: "/outbox" } },
] as const satisfies readonly { label: string; tone: string; way: Way }[];

function Throughput({ health: { minutes } }: { readonly health: Health }) {
  const { zone } = useTimeZone();
  return (
    <Panel title="In each minute">
      <LineChart
        label="Updates and messages in each minute of the last hour"
        times={minutes.map(({ at }) => clockTime(new Date(at), zone))}
        series={flows.map(({ label, tone, way }) => ({
          label,
          tone,
          values: minutes.map((minute) => minute[label]),
          link: (words) => <WayTo way={way}>{words}</WayTo>,
        }))}
      />
    </Panel>
  );
}
