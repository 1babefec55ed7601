/** Whom the message is for, from which bot, and how long there is to decide. */
import { Avatar, Badge, Checkbox, Text, Title } from "@mantine/core";
import { IconClockHour4 } from "@tabler/icons-react";
import type { Approval } from "../api/contract.ts";
import { exactTime, timeLeft } from "../ui/time-words.ts";
import { useTimeZone } from "../ui/time-zone.ts";
import { useHint } from "../ui/use-hint.tsx";
import { useNow } from "../ui/use-now.ts";
import classes from "./approval-head.module.css";
import { chatDetails, chatName } from "./chat-words.ts";

interface ApprovalHeadProps {
  readonly approval: Approval;
  readonly headingId: string;
  readonly choice: Choice | null;
}

export interface Choice {
  readonly chosen: boolean;
  readonly toggle: () => void;
}

export function ApprovalHead({ approval, headingId, choice }: ApprovalHeadProps) {
  const { chat, connection, status, expiresAt } = approval;
  return (
    <header className={classes.head}>
      {choice && (
        <Checkbox
          size="md"
          checked={choice.chosen}
          onChange={choice.toggle}
          aria-label={`Choose the message to ${chatName(chat)}`}
        />
      )}
      <Avatar name={chatName(chat)} color="initials" size={42} aria-hidden />
      <div className={classes.names}>
        <Title order={2} size="h5" id={headingId} className={classes.name}>
          To {chatName(chat)}
        </Title>
        <Text size="sm" c="dimmed" className={classes.details}>
          {chatDetails(chat)} · from @{connection.botUsername}
        </Text>
      </div>
      {status === "pending" && expiresAt !== null && <TimeLeft until={expiresAt} />}
    </header>
  );
}

const hurryMs = 5 * 60_000;

function TimeLeft({ until }: { until: string }) {
  const now = useNow(1_000);
  const { zone } = useTimeZone();
  const end = new Date(until);
  const left = timeLeft(end, now);
  const hurry = end.getTime() - now.getTime() < hurryMs;
  const { pointed, hint } = useHint(`Expires ${exactTime(end, zone)}`);
  return (
    <>
      <Badge
        variant="light"
        color={hurry ? "orange" : "gray"}
        size="lg"
        leftSection={<IconClockHour4 size={14} aria-hidden />}
        className={classes.left}
        data-hurry={hurry || undefined}
        {...pointed}
      >
        {left ?? "time is up"}
      </Badge>
      {hint}
    </>
  );
}
