/** One bot in the list: who it is, how it is, and when something last came. */
import { Group, Paper, Skeleton, Text } from "@mantine/core";
import { IconPlayerPauseFilled } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { Connection } from "../api/contract.ts";
import { Ago } from "../ui/ago.tsx";
import { BotName } from "./bot-name.tsx";
import classes from "./connection-row.module.css";
import { pausedWords } from "./paused-words.ts";
import { StatusBadge } from "./status-badge.tsx";
import { isLive, statusWords } from "./status-words.ts";

export function ConnectionRow({ connection }: { connection: Connection }) {
  const { id, bot, displayName, status, statusReason, webhook, warnings } = connection;
  const paused = isLive(status) ? pausedWords(connection.paused) : null;
  const reason = statusReason ?? warnings[0] ?? statusWords[status].sentence;
  return (
    <Paper withBorder component="li" className={classes.row} data-status={status}>
      <Group justify="space-between" wrap="nowrap" gap="sm" className={classes.head}>
        <Link to="/settings/connections/$id" params={{ id }} className={classes.link}>
          <BotName bot={bot} displayName={displayName} />
        </Link>
        <StatusBadge status={status} />
      </Group>
      <Text size="sm" className={classes.reason}>
        {reason}
      </Text>
      <Group gap="xs" className={classes.facts}>
        {paused && (
          <span className={classes.paused}>
            <IconPlayerPauseFilled size={14} aria-hidden /> {paused}
          </span>
        )}
        <span>
          Last delivery: <Ago at={webhook.lastDeliveryAt} never="none yet" />
        </span>
        {webhook.pendingUpdateCount !== null && webhook.pendingUpdateCount > 0 && (
          <span>{webhook.pendingUpdateCount} waiting at Telegram</span>
        )}
      </Group>
    </Paper>
  );
}

export function ConnectionRowSkeleton() {
  return (
    <Paper withBorder className={classes.row}>
      <Group gap="sm" wrap="nowrap">
        <Skeleton circle height={42} />
        <div className={classes.lines}>
          <Skeleton height={16} width="45%" />
          <Skeleton height={13} width="30%" mt={8} />
        </div>
        <Skeleton height={26} width={92} radius="xl" />
      </Group>
      <Skeleton height={14} width="70%" mt={16} />
      <Skeleton height={12} width="35%" mt={14} />
    </Paper>
  );
}
