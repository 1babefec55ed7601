/** Each bot: how much of its pace is in use, what waits for it, what holds it. */
import { Progress, Text } from "@mantine/core";
import type { Health } from "../api/contract.ts";
import { StatusBadge } from "../connections/status-badge.tsx";
import { Ago } from "../ui/ago.tsx";
import { TextLink } from "../ui/link.tsx";
import classes from "./health-page.module.css";
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
              <TextLink
                to="/settings/connections/$id"
                params={{ id: bot.connectionId }}
                size="sm"
                underline="hover"
              >
                @{bot.username}
              </TextLink>
              <StatusBadge status={bot.status} />
              <Progress
                className={classes.meter}
                value={Math.min((100 * bot.lastSecond) / bot.perSecond, 100)}
                aria-label={`Pace of @${bot.username} in use`}
              />
              <span className={classes.dim}>
                {bot.lastSecond} of {bot.perSecond} in this second, {bot.lastMinute} in a minute
                {bot.queued > 0 && `, ${bot.queued} in line`}
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
