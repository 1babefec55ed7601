/** One chat: who it is, what was said, and an answer through the same gate as everybody's. */
import { Alert, Avatar, Paper, Skeleton, Text, Title } from "@mantine/core";
import { IconUserOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { ApiProblem } from "../api/api-problem.ts";
import { chatQuery } from "../api/chats.ts";
import { useMay } from "../api/me.ts";
import { useBotNames } from "../connections/use-bot-names.ts";
import { BackTo } from "../ui/back-to.tsx";
import { chatLabel } from "../ui/chat-label.ts";
import { Failure } from "../ui/failure.tsx";
import { chatKind, presenceWords } from "./chat-words.ts";
import { Composer } from "./composer.tsx";
import classes from "./conversation.module.css";
import { Timeline } from "./timeline.tsx";

const route = getRouteApi("/shell/conversations/$connectionId/$chatId");

export function Conversation() {
  const { connectionId, chatId } = route.useParams();
  const query = useQuery(chatQuery(connectionId, chatId));
  const maySend = useMay("messages:send");
  const bots = useBotNames();
  const chat = query.data;
  // Nothing ever came from a chat that was only written to: it has messages all the same.
  const unmet = query.error instanceof ApiProblem && query.error.status === 404;
  const presence = chat === undefined ? null : presenceWords(chat);
  const name = chatLabel(chat ?? null, chatId);
  if (query.isError && !unmet) {
    return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  }
  return (
    <Paper withBorder className={classes.conversation}>
      <header className={classes.head}>
        <div className={classes.back}>
          <BackTo to="/conversations" label="Chats" />
        </div>
        <div className={classes.who}>
          <Avatar name={name} color="initials" size={38} aria-hidden />
          <div className={classes.names}>
            {chat === undefined && !unmet ? (
              <Skeleton height={18} width={160} />
            ) : (
              <Title order={2} size="h5" className={classes.name}>
                {name}
              </Title>
            )}
            <Text size="xs" c="dimmed">
              {chat === undefined ? `chat ${chatId}` : chatKind(chat)} · {bots.of(connectionId)}
            </Text>
          </div>
        </div>
      </header>
      {presence !== null && (
        <Alert color="yellow" icon={<IconUserOff />} p="xs" radius={0}>
          <Text size="sm">
            {name} {presence}: what is sent will fail.
          </Text>
        </Alert>
      )}
      <Timeline key={`${connectionId} ${chatId}`} connectionId={connectionId} chatId={chatId} />
      {maySend && (
        <Composer
          key={`to ${connectionId} ${chatId}`}
          connectionId={connectionId}
          chatId={chatId}
        />
      )}
    </Paper>
  );
}
