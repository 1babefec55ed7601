/** The chat between a person and a bot, as a Telegram client would show it. */
import { Alert, Center, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { api, type Bot, type Message } from "./api.ts";
import { ChatHeader } from "./chat-header.tsx";
import classes from "./chat-panel.module.css";
import { Composer } from "./composer.tsx";
import { MessageBubble } from "./message-bubble.tsx";
import type { Subscribe } from "./use-live.ts";

const SHOWN = 200;
const ACTION_MS = 5_000;

export interface ChatPanelProps {
  bot: Bot;
  subscribe: Subscribe;
}

export function ChatPanel({ bot, subscribe }: ChatPanelProps) {
  const queries = useQueryClient();
  const people = useQuery({ queryKey: ["people"], queryFn: api.people });
  const chats = useQuery({ queryKey: ["chats"], queryFn: api.chats });
  const [personId, setPersonId] = useState<string>();
  const [groupId, setGroupId] = useState<string>();
  const person = people.data?.find(({ id }) => id === personId) ?? people.data?.[0];
  const chatId = groupId ?? person?.id;
  const messages = useQuery({
    queryKey: ["messages", chatId, bot.id],
    queryFn: () => (chatId ? api.messages(chatId, bot.id) : []),
    enabled: chatId !== undefined,
  });
  const press = useMutation({ mutationFn: api.press });
  const { typing, answer, closeAnswer } = useLiveHints(subscribe, bot.id, chatId);

  const groups = (chats.data ?? []).filter(
    (chat) => chat.type !== "private" && chat.type !== "channel",
  );
  const status = chats.data?.find(({ id }) => id === chatId)?.bots[bot.id] ?? "member";
  const away = status === "kicked" || status === "left";
  const refresh = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ["chats"] }),
      queries.invalidateQueries({ queryKey: ["people"] }),
      queries.invalidateQueries({ queryKey: ["messages"] }),
    ]);

  if (!person || !chatId) return null;
  const shown = (messages.data ?? []).slice(-SHOWN);

  return (
    <div className={classes.panel}>
      <ChatHeader
        bot={bot}
        typing={typing}
        people={people.data ?? []}
        groups={groups}
        person={person}
        groupId={groupId}
        status={status}
        onPerson={setPersonId}
        onGroup={setGroupId}
        onChanged={refresh}
      />
      <MessageList messages={shown} label={`Messages with ${bot.name}`}>
        {shown.map((message) => (
          <MessageBubble
            key={`${message.message_id}/${message.edit_date ?? 0}`}
            message={message}
            mine={message.sentByBotId === null && String(message.from?.id) === person.id}
            named={groupId !== undefined}
            onPress={(data) =>
              press.mutate({
                botId: bot.id,
                chatId,
                messageId: String(message.message_id),
                data,
                fromUserId: person.id,
              })
            }
          />
        ))}
      </MessageList>
      {answer && (
        <Alert
          className={classes.answer}
          color="cyan"
          withCloseButton
          closeButtonLabel="Close"
          onClose={closeAnswer}
          role="status"
        >
          {answer}
        </Alert>
      )}
      <Composer
        disabled={
          away
            ? groupId
              ? "The bot is not in this group."
              : "You have blocked this bot."
            : undefined
        }
        onSend={async (said) => {
          await api.write({ botId: bot.id, chatId, fromUserId: person.id, ...said });
          await refresh();
        }}
      />
    </div>
  );
}

/** Follows the conversation to its end as it grows. */
function MessageList({
  messages,
  label,
  children,
}: {
  messages: Message[];
  label: string;
  children: React.ReactNode;
}) {
  const list = useRef<HTMLDivElement>(null);
  const last = messages.at(-1)?.message_id;
  const toEnd = useCallback(() => {
    if (list.current) list.current.scrollTop = list.current.scrollHeight;
  }, []);
  useEffect(() => {
    if (last !== undefined) toEnd();
  }, [last, toEnd]);
  // Also when it is shown, or gets less room: the last message stays in view.
  useEffect(() => {
    const observer = new ResizeObserver(toEnd);
    if (list.current) observer.observe(list.current);
    return () => observer.disconnect();
  }, [toEnd]);

  return (
    <div
      ref={list}
      className={classes.messages}
      role="log"
      aria-label={label}
      // Whoever has no pointer scrolls it by keys.
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
      tabIndex={0}
      data-testid="messages"
    >
      {messages.length === 0 ? (
        <Center h="100%">
          <Stack gap={4} align="center">
            <Text fw={600}>Nothing said yet</Text>
            <Text size="sm" c="dimmed" ta="center">
              Write “/start”, as people do when they meet a bot.
            </Text>
          </Stack>
        </Center>
      ) : (
        children
      )}
    </div>
  );
}

/** "typing…" for five seconds, and what a bot says to a pressed button. */
function useLiveHints(subscribe: Subscribe, botId: string, chatId: string | undefined) {
  const [typing, setTyping] = useState(false);
  const [answer, setAnswer] = useState<string>();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const unsubscribe = subscribe((event) => {
      if (event.botId !== botId) return;
      if (event.type === "callback-answer" && event.text) setAnswer(event.text);
      if (event.chatId !== chatId) return;
      if (event.type !== "chat-action" && event.type !== "message") return;
      clearTimeout(timer);
      setTyping(event.type === "chat-action");
      timer = setTimeout(() => setTyping(false), ACTION_MS);
    });
    return () => {
      unsubscribe();
      clearTimeout(timer);
    };
  }, [subscribe, botId, chatId]);
  return { typing, answer, closeAnswer: () => setAnswer(undefined) };
}
