/** One message in a list: to whom, what about, where it stands and why. */
import { Paper, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Message } from "../api/contract.ts";
import { Ago } from "../ui/ago.tsx";
import { chatLabel } from "../ui/chat-label.ts";
import { contentWords } from "./content-words.ts";
import { MessageBadge } from "./message-badge.tsx";
import classes from "./message-row.module.css";
import { WaitLine } from "./wait-line.tsx";

interface MessageRowProps {
  readonly message: Message;
  /** The bot's name. */
  readonly from: string;
}

export function MessageRow({ message, from }: MessageRowProps) {
  const { id, chat, chatId, content, status, failure, createdAt, requester } = message;
  return (
    <Paper withBorder className={classes.row} data-status={status}>
      <Link to="/outbox/$id" params={{ id }} className={classes.link}>
        <span className={classes.words}>
          <span className={classes.names}>
            <Text component="span" size="sm" fw={600} truncate>
              {chatLabel(chat, chatId)}
            </Text>
            <Text component="span" size="xs" c="dimmed" truncate>
              {from}
            </Text>
          </span>
          <Text component="span" size="sm" truncate dir="auto">
            {contentWords(content)}
          </Text>
          {failure === null ? (
            <WaitLine message={message} />
          ) : (
            <Text component="span" size="sm" c="dimmed" lineClamp={2}>
              {failure.detail}
            </Text>
          )}
        </span>
        <span className={classes.state}>
          <MessageBadge status={status} />
          <Text component="span" size="xs" c="dimmed" ta="end">
            <Ago at={createdAt} />
            <span className={classes.by}> by {requester.name}</span>
          </Text>
        </span>
      </Link>
    </Paper>
  );
}
