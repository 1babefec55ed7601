/** What came in and what went out, the newest below, followed as it happens. */
import { Skeleton, Text } from "@mantine/core";
import { getRouteApi, useLocation } from "@tanstack/react-router";
import { useEffect, useMemo, useRef } from "react";
import { ApiProblem } from "../api/api-problem.ts";
import { type ChatAddress, keptOfTimeline, timelineQuery } from "../api/timeline.ts";
import { useBotNames } from "../connections/use-bot-names.ts";
import { isKnownAs } from "../telegram/said.ts";
import { Failure } from "../ui/failure.tsx";
import { useTimeZone } from "../ui/time-zone.ts";
import { useLongList } from "../ui/use-long-list.ts";
import { VirtualPane } from "../ui/virtual-pane.tsx";
import { type Line, withDays } from "./days.ts";
import { Entry } from "./entry.tsx";
import { Sought } from "./sought.tsx";
import classes from "./timeline.module.css";

const route = getRouteApi("/shell/conversations/$connectionId/$chatId");

export function Timeline(chat: ChatAddress) {
  const { query, items, more } = useLongList(timelineQuery(chat));
  const { message } = route.useSearch();
  const asked = useLocation({ select: ({ state }) => state.__TSR_key });
  const { zone } = useTimeZone();
  const bots = useBotNames();
  const lines = useMemo(() => withDays(items?.toReversed() ?? [], zone), [items, zone]);
  const focused = useRef<string>(undefined);
  const sought = message === undefined ? undefined : lineOf(lines, message);

  // One that is looked for may stand further up: as far as is kept at once.
  const pages = query.data?.pages.length ?? 0;
  const lookOn =
    message !== undefined && sought === undefined && more.has && pages < keptOfTimeline;
  useEffect(() => {
    if (lookOn && !more.loading) more.load();
  });

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
    <>
      {message !== undefined && sought === undefined && !lookOn && (
        <Text role="status" size="xs" className={classes.missed}>
          {more.has || more.before > 0
            ? "The message that you look for is further from here: scroll on."
            : "The message that you look for is not kept here."}
        </Text>
      )}
      <VirtualPane
        items={lines}
        keyOf={({ key }) => key}
        label="What was said"
        estimate={76}
        more={more}
        fromEnd
        at={sought && { key: sought.key, asked }}
        className={classes.pane}
      >
        {(line) => {
          if (line.kind === "day") {
            return (
              <div className={classes.day}>
                <span>{line.label}</span>
              </div>
            );
          }
          const botName = bots.shownAs(chat.connectionId);
          const entry = <Entry item={line.item} chat={chat} botName={botName} />;
          if (line !== sought) return entry;
          return (
            <Sought asked={asked} focused={focused}>
              {entry}
            </Sought>
          );
        }}
      </VirtualPane>
    </>
  );
}

/** Of several versions the newest. */
function lineOf(lines: readonly Line[], messageId: string): Line | undefined {
  return lines.findLast((line) => line.kind === "item" && isKnownAs(messageId, line.item));
}

function Empty() {
  return (
    <Text size="sm" ta="center" className={classes.empty}>
      Nothing has been said here yet.
    </Text>
  );
}
