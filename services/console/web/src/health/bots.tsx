/** Each bot: how much of its pace is in use, what waits for it, what holds it. */
import { Progress, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { Health } from "../api/contract.ts";
import { StatusBadge } from "../connections/status-badge.tsx";
import { Ago } from "../ui/ago.tsx";
import classes from "./health-page.module.css";
import { Lead, WayTo } from "./line.tsx";
import { Panel } from "./panel.tsx";

export function Bots({ bots }: Pick<Health, "bots">) {
  return (
    <Panel title="Bots">
      {bots.length === 0 ? (
        <Text size="sm" c="dimmed">
          No bot is connected.
        </Text>
      ) : (
        <ul className={classes.rows}>
          {bots.map((bot) => (
            <li key={bot.connectionId} className={classes.line}>
              <Lead way={{ to: "/settings/connections/$id", params: { id: bot.connectionId } }}>
                @{bot.username}
              </Lead>
              <StatusBadge status={bot.status} />
              <Progress
                className={classes.meter}
                value={Math.min((100 * bot.lastSecond) / bot.perSecond, 100)}
                aria-label={`Pace of @${bot.username} in use`}
              />
              <span className={classes.dim}>
                {bot.lastSecond} of {bot.perSecond} in this second,{" "}
                <Those bot={bot} status="sent">
                  {bot.lastMinute} in the last minute
                </Those>
                {bot.queued > 0 && (
                  <>
                    ,{" "}
                    <Those bot={bot} status="queued">
                      {bot.queued} in line
                    </Those>
                  </>
                )}
                {bot.paused && ", paused"}
                {bot.holdUntil !== null && (
                  <>
                    , Telegram asked to wait: <Ago at={bot.holdUntil} />
                  </>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

interface ThoseProps {
  readonly bot: Health["bots"][number];
  readonly status: "sent" | "queued";
  readonly children: ReactNode;
}

function Those({ bot: { connectionId }, status, children }: ThoseProps) {
  return (
    <WayTo
      way={{ to: "/outbox", search: { tab: "all", status, bot: connectionId } }}
      className={classes.over}
    >
      {children}
    </WayTo>
  );
}
