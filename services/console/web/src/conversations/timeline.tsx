/** What came in and what went out, the newest below, followed as it happens. */
import { Skeleton, Text } from "@mantine/core";
import { useMemo } from "react";
import { ApiProblem } from "../api/api-problem.ts";
import { timelineQuery } from "../api/timeline.ts";
import { Failure } from "../ui/failure.tsx";
import { useTimeZone } from "../ui/time-zone.ts";
import { useLongList } from "../ui/use-long-list.ts";
import { VirtualPane } from "../ui/virtual-pane.tsx";
import { withDays } from "./days.ts";
import { Entry } from "./entry.tsx";
import classes from "./timeline.module.css";

interface TimelineProps {
  readonly connectionId: string;
  readonly chatId: string;
}

export function Timeline({ connectionId, chatId }: TimelineProps) {
  const { query, items, more } = useLongList(timelineQuery({ connectionId, chatId }));
  const { zone } = useTimeZone();
  const lines = useMemo(() => withDays(items?.toReversed() ?? [], zone), [items, zone]);
  if (query.data === undefined) {
    const unmet = query.error instanceof ApiProblem && query.error.status === 404;
    return (
      <div className={classes.still}>
        {unmet ? (
          <Empty />
        ) : query.isError ? (
          <Failure error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <div role="status" aria-label="Loading what was said">
            <Skeleton height={52} width="55%" radius="lg" />
            <Skeleton height={52} width="45%" radius="lg" mt="sm" ml="auto" />
            <Skeleton height={80} width="60%" radius="lg" mt="sm" />
          </div>
        )}
      </div>
    );
  }
  if (lines.length === 0) {
    return (
      <div className={classes.still}>
        <Empty />
      </div>
    );
  }
  return (
    <VirtualPane
      items={lines}
      keyOf={({ key }) => key}
      label="What was said"
      estimate={76}
      more={more}
      fromEnd
      className={classes.pane}
    >
      {(line) =>
        line.kind === "day" ? (
          <div className={classes.day}>
            <span>{line.label}</span>
          </div>
        ) : (
          <Entry item={line.item} connectionId={connectionId} />
        )
      }
    </VirtualPane>
  );
}

function Empty() {
  return (
    <Text size="sm" ta="center" className={classes.empty}>
      Nothing has been said here yet.
    </Text>
  );
}
