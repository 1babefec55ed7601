/** The chats of one bot, most recently active first. */
import { Avatar, Skeleton, Text } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { chatsQuery } from "../api/chats.ts";
import type { Chat, Connection } from "../api/contract.ts";
import { Ago } from "../ui/ago.tsx";
import { chatLabel } from "../ui/chat-label.ts";
import { Failure } from "../ui/failure.tsx";
import { Loading } from "../ui/loading.tsx";
import { useLongList } from "../ui/use-long-list.ts";
import { VirtualPane } from "../ui/virtual-pane.tsx";
import classes from "./chat-list.module.css";
import { chatKind, presenceWords } from "./chat-words.ts";

interface ChatListProps {
  readonly connection: Connection;
  readonly q: string;
}

export function ChatList({ connection, q }: ChatListProps) {
  const { query, items: chats, more } = useLongList(chatsQuery(connection.id, q));
  if (chats === undefined) {
    return query.isError ? (
      <div className={classes.note}>
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      </div>
    ) : (
      <Loading label="Loading chats" gap={0}>
        {[1, 2, 3, 4, 5, 6].map((row) => (
          <div key={row} className={classes.row}>
            <Skeleton circle height={40} />
            <div className={classes.words}>
              <Skeleton height={13} width="60%" />
              <Skeleton height={11} width="40%" mt={7} />
            </div>
          </div>
        ))}
      </Loading>
    );
  }
  if (chats.length === 0) {
    return (
      <Text size="sm" c="dimmed" className={classes.note}>
        {q === ""
          ? `Nobody has written to @${connection.bot.username} yet. A chat stands here from its first message on.`
          : `No chat of @${connection.bot.username} is called “${q}”.`}
      </Text>
    );
  }
  return (
    <VirtualPane
      items={chats}
      keyOf={({ chatId }) => chatId}
      label="Chats, most recently active first"
      estimate={64}
      more={more}
      className={classes.list}
    >
      {(chat) => <ChatRow connectionId={connection.id} chat={chat} />}
    </VirtualPane>
  );
}

function ChatRow({ connectionId, chat }: { readonly connectionId: string; readonly chat: Chat }) {
  const { chatId, type, lastUpdateAt } = chat;
  const name = chatLabel(chat, chatId);
  const presence = presenceWords(chat);
  return (
    <Link
      to="/conversations/$connectionId/$chatId"
      params={{ connectionId, chatId }}
      search={({ q, bot }) => ({ ...(q && { q }), ...(bot && { bot }) })}
      resetScroll={false}
      className={classes.row}
      activeProps={{ "data-active": true }}
    >
      <Avatar name={name} color="initials" size={40} aria-hidden>
        {type === "private" ? undefined : <IconUsers size={20} aria-hidden />}
      </Avatar>
      <span className={classes.words}>
        <Text component="span" size="sm" fw={600} truncate>
          {name}
        </Text>
        <Text component="span" size="xs" c="dimmed" truncate>
          {presence ?? chatKind(chat)}
        </Text>
      </span>
      <Text component="span" size="xs" c="dimmed" className={classes.at}>
        <Ago at={lastUpdateAt} never="" />
      </Text>
    </Link>
  );
}
