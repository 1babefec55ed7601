/** One message: what it says, where it stands and why, what can be done, and everything that happened to it. */
import { Alert, Button, Group, Paper, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import {
  IconAlertTriangle,
  IconClock,
  IconMapOff,
  IconRefresh,
  IconTrash,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { ApiProblem } from "../api/api-problem.ts";
import type { MessageDetail } from "../api/contract.ts";
import { useMay, useMe } from "../api/me.ts";
import { cancelMessage, messageQuery, retryMessage } from "../api/messages.ts";
import { useBotNames } from "../connections/use-bot-names.ts";
import { RuleWords } from "../policies/rule-words.tsx";
import { ChatScreen } from "../telegram/chat-screen.tsx";
import { Ago } from "../ui/ago.tsx";
import { BackTo } from "../ui/back-to.tsx";
import { chatLabel } from "../ui/chat-label.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { Exact } from "../ui/exact.tsx";
import { Facts } from "../ui/facts.tsx";
import { Failure } from "../ui/failure.tsx";
import { ButtonLink, TextLink } from "../ui/link.tsx";
import { Loading } from "../ui/loading.tsx";
import { Nothing } from "../ui/nothing.tsx";
import { Page } from "../ui/page.tsx";
import { freshnessOf, StaleNote } from "../ui/stale-note.tsx";
import { DoubtPanel, DoubtQuestion } from "./doubt-panel.tsx";
import { ForgetMessage } from "./forget-message.tsx";
import { MessageBadge } from "./message-badge.tsx";
import { MessageParts } from "./message-parts.tsx";
import { MessageTimeline } from "./message-timeline.tsx";
import { useMessageAction } from "./use-message-action.ts";
import { WaitLine } from "./wait-line.tsx";

const route = getRouteApi("/shell/outbox/$id");

export function MessagePage() {
  const { id } = route.useParams();
  const query = useQuery(messageQuery(id));
  if (query.data !== undefined) {
    return <Loaded message={query.data} note={<StaleNote {...freshnessOf(query)} />} />;
  }
  const gone = query.error instanceof ApiProblem && query.error.status === 404;
  return (
    <Page title="Message" back={<BackTo to="/outbox" label="Outbox" />}>
      {gone ? (
        <Nothing
          icon={<IconMapOff />}
          title="There is no such message"
          actions={<ButtonLink to="/outbox">The outbox</ButtonLink>}
        >
          It may be older than messages are kept, or belong to another workspace.
        </Nothing>
      ) : query.isError ? (
        <Failure
          error={query.error}
          title="The message could not be loaded"
          onRetry={() => void query.refetch()}
        />
      ) : (
        <Loading label="Loading the message">
          <Skeleton height={140} radius="lg" />
          <Skeleton height={200} radius="lg" />
        </Loading>
      )}
    </Page>
  );
}

const unsent: readonly MessageDetail["status"][] = ["pending_approval", "scheduled", "queued"];

function Loaded({ message, note }: { message: MessageDetail; note: React.ReactNode }) {
  const { id, chat, chatId, connectionId, status, failure, approvalId } = message;
  const bots = useBotNames();
  const maySend = useMay("messages:send");
  const me = useMe();
  const { requester } = message;
  const names = new Map([
    [`${requester.kind}:${requester.id}`, requester.name],
    [`${me.kind}:${me.id}`, me.name],
  ]);
  const retry = useMessageAction(
    () => retryMessage(id),
    () => notifications.show({ color: "green", message: "It goes out again." }),
  );
  return (
    <Page
      title={`To ${chatLabel(chat, chatId)}`}
      tab="Message"
      lead={bots.of(connectionId) === "" ? "" : `from ${bots.of(connectionId)}`}
      back={<BackTo to="/outbox" label="Outbox" />}
      actions={<MessageBadge status={status} />}
    >
      {note}
      <Stack gap="md">
        {status === "uncertain" && (
          <Paper withBorder bg="var(--lf-surface)" p={{ base: "md", xs: "lg" }}>
            <Stack gap="md">
              <DoubtQuestion />
              <DoubtPanel message={message} />
            </Stack>
          </Paper>
        )}
        {failure !== null && (
          <Alert color="red" icon={<IconAlertTriangle />} title={failure.detail}>
            <Stack gap="sm" align="flex-start">
              {failure.remedy && <Text size="sm">{failure.remedy}</Text>}
              {status === "failed" && maySend && message.purgedAt === null && (
                <Button
                  size="xs"
                  leftSection={<IconRefresh size={16} />}
                  loading={retry.isPending}
                  onClick={() => retry.mutate()}
                >
                  Send it again
                </Button>
              )}
              {retry.isError && <Failure error={retry.error} title="It could not be sent again" />}
            </Stack>
          </Alert>
        )}
        {message.waitingFor !== undefined && (
          <Alert color="blue" icon={<IconClock />} title="Why it has not gone out">
            <Group justify="space-between" gap="sm">
              <WaitLine message={message} />
              <Group gap="sm">
                {approvalId !== null && status === "pending_approval" && (
                  <ButtonLink to="/approvals" search={{ approval: approvalId }} size="xs">
                    Decide about it
                  </ButtonLink>
                )}
                {message.waitingFor === "action_required" && (
                  <ButtonLink
                    to="/settings/connections/$id"
                    params={{ id: connectionId }}
                    size="xs"
                  >
                    Look at the bot
                  </ButtonLink>
                )}
              </Group>
            </Group>
          </Alert>
        )}
        {message.purgedAt === null ? (
          <ChatScreen
            chat={{ connectionId, chatId }}
            botName={bots.shownAs(connectionId)}
            parts={message.parts}
          />
        ) : (
          <Text size="sm" c="dimmed">
            What it said was forgotten <Ago at={message.purgedAt} />.
          </Text>
        )}
        <Paper withBorder bg="var(--lf-surface)" p={{ base: "md", xs: "lg" }}>
          <Asked message={message} />
        </Paper>
        {message.purgedAt === null && <MessageParts parts={message.parts} />}
        <Paper withBorder bg="var(--lf-surface)" p={{ base: "md", xs: "lg" }}>
          <Title order={2} size="h4" mb="md">
            What happened to it
          </Title>
          <MessageTimeline timeline={message.timeline} names={names} />
        </Paper>
        {maySend && unsent.includes(status) && <Withdraw id={id} />}
        <ForgetMessage message={message} />
      </Stack>
    </Page>
  );
}

function Asked({ message }: { readonly message: MessageDetail }) {
  const { connectionId, chatId, requester, reason, policy, priority, sequence } = message;
  return (
    <>
      <Title order={2} size="h4" mb="sm">
        As it was asked for
      </Title>
      <Facts
        facts={[
          [
            "By",
            <span key="by">
              {requester.name}
              {requester.kind === "key" && " (API key)"}, <Ago at={message.createdAt} />
            </span>,
          ],
          ["Reason", reason ?? "none was given"],
          ["Rule", <RuleOf key="rule" policy={policy} />],
          [
            "Chat",
            <TextLink
              key="chat"
              to="/conversations/$connectionId/$chatId"
              params={{ connectionId, chatId }}
              size="sm"
            >
              {chatLabel(message.chat, chatId)}
            </TextLink>,
          ],
          ["Priority", priority === "bulk" ? "bulk: lets others go first" : "interactive"],
          ...(sequence === "strict"
            ? [["Order", "not before everything asked for earlier in its chat"] as const]
            : []),
          ...(message.sendAt === null
            ? []
            : [["To be sent", <Exact key="at" at={message.sendAt} />] as const]),
          ...(message.expiresAt === null
            ? []
            : [["Expires", <Exact key="at" at={message.expiresAt} />] as const]),
          ["Its id here", message.id],
        ]}
      />
    </>
  );
}

const effects: Readonly<Record<MessageDetail["policy"]["effect"], string>> = {
  auto_approve: "A rule let it go without a person.",
  require_approval: "",
  escalate: "A rule asked for more than one look.",
  block: "A rule blocked it.",
};

function RuleOf({ policy: { effect, ruleId } }: Pick<MessageDetail, "policy">) {
  return (
    <>
      {effects[effect]} <RuleWords ruleId={ruleId ?? null} />
    </>
  );
}

const withdrawal = {
  question: "Withdraw this message?",
  consequence: "It is not sent, now or later. What has gone out of it stays sent.",
  act: "Withdraw",
  leave: "Keep it",
};

function Withdraw({ id }: { readonly id: string }) {
  const [opened, { open, close }] = useDisclosure(false);
  const cancel = useMessageAction(
    () => cancelMessage(id),
    () => {
      notifications.show({ message: "Withdrawn. It is not sent." });
      close();
    },
  );
  return (
    <Group justify="flex-end">
      <Button variant="default" leftSection={<IconTrash size={18} />} onClick={open}>
        Withdraw it
      </Button>
      <ConfirmDialog
        words={opened ? withdrawal : null}
        busy={cancel.isPending}
        error={cancel.error}
        onConfirm={() => cancel.mutate()}
        onClose={close}
      />
    </Group>
  );
}
