/** Asks to send the first message as a program would, and lets the person here approve it. */
import { Alert, Loader, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { FirstRun, MessageStatus } from "../api/contract.ts";
import { MessageBadge } from "../messages/message-badge.tsx";
import { TextLink } from "../ui/link.tsx";
import { AskForm } from "./ask-form.tsx";
import classes from "./connect-step.module.css";
import { Decide } from "./decide.tsx";

interface AnswerStepProps extends Pick<FirstRun, "asked"> {
  readonly connection: NonNullable<FirstRun["connection"]>;
  readonly chatId: string;
}

const underWay: readonly MessageStatus[] = ["pending_approval", "scheduled", "queued", "sending"];
const stuck: readonly MessageStatus[] = ["failed", "uncertain"];

export function AnswerStep({ connection, chatId, asked }: AnswerStepProps) {
  if (asked !== null && asked.approvalId !== null) return <Decide id={asked.approvalId} />;
  if (asked !== null && underWay.includes(asked.status)) {
    return (
      <div className={classes.waiting} role="status">
        <Loader size="sm" />
        <Text size="sm">It is on its way to Telegram.</Text>
        <MessageBadge status={asked.status} />
      </div>
    );
  }
  return (
    <>
      {asked !== null && (
        <Alert
          role="alert"
          color={stuck.includes(asked.status) ? "red" : "blue"}
          icon={<IconAlertTriangle />}
          title="The one before did not arrive"
        >
          <Text size="sm" mb={6}>
            What became of it, and what can be done about it, stands with it. You can also ask
            again.
          </Text>
          <div className={classes.waiting}>
            <MessageBadge status={asked.status} />
            <TextLink to="/outbox/$id" params={{ id: asked.messageId }} size="sm">
              Show the message
            </TextLink>
          </div>
        </Alert>
      )}
      <AskForm connectionId={connection.id} chatId={chatId} />
    </>
  );
}
