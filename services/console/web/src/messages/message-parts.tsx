/** The calls that a message is made of, where there is more to say than that all is well. */
import { Code, Group, Paper, Text, Title } from "@mantine/core";
import type { MessageDetail } from "../api/contract.ts";
import classes from "./message-parts.module.css";

type MessagePart = MessageDetail["parts"][number];

/** Nothing where one call was made and all is known of it. */
export function MessageParts({ parts }: { readonly parts: readonly MessagePart[] }) {
  const telling = parts.some(({ attempt, error, note }) => attempt > 1 || error || note);
  if (parts.length < 2 && !telling) return null;
  return (
    <Paper withBorder bg="var(--lf-surface)" p={{ base: "md", xs: "lg" }}>
      <Title order={2} size="h4" mb="sm">
        {parts.length === 1 ? "The call" : `Its ${parts.length} calls`}
      </Title>
      <ol className={classes.parts}>
        {parts.map((part) => (
          <li key={part.ordinal} className={classes.part}>
            <Group gap="xs">
              <Code>{part.method}</Code>
              <Text component="span" size="sm" fw={600}>
                {part.status}
              </Text>
              {part.attempt > 0 && (
                <Text component="span" size="sm" c="dimmed">
                  {part.attempt === 1 ? "1 attempt" : `${part.attempt} attempts`}
                </Text>
              )}
              {part.messageIds.length > 0 && (
                <Text component="span" size="sm" c="dimmed">
                  Telegram's id {part.messageIds.join(", ")}
                </Text>
              )}
            </Group>
            {part.note && <Text size="sm">{part.note}</Text>}
            {part.error && (
              <Text size="sm" className={classes.error}>
                {part.error.detail}
                {part.error.code !== null && ` (${part.error.code})`}
                {knownWords(part.error.known)}
              </Text>
            )}
          </li>
        ))}
      </ol>
    </Paper>
  );
}

/** What is known of a call without a clear answer. */
function knownWords(known: NonNullable<MessagePart["error"]>["known"]): string {
  if (known === null) return "";
  const facts = [
    known.written === null
      ? null
      : known.written
        ? "the whole request had gone out"
        : "the request had not gone out whole",
    known.status === null ? "no answer came" : `the answer was ${known.status}`,
    known.elapsedMs === null ? null : `after ${(known.elapsedMs / 1_000).toFixed(1)} s`,
    known.failedItem === undefined ? null : `item ${known.failedItem} of ${known.items} failed`,
  ].filter((fact) => fact !== null);
  return `. Known: ${facts.join(", ")}.`;
}
