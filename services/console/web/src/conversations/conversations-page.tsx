/** The chats of a bot beside the one that is open; on a phone one after the other. */
import { Paper, Select, Skeleton, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconMessages, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Outlet, useChildMatches, useNavigate } from "@tanstack/react-router";
import { connectionsQuery } from "../api/connections.ts";
import { NoConnection } from "../connections/no-connection.tsx";
import { Failure } from "../ui/failure.tsx";
import { Loading } from "../ui/loading.tsx";
import { Nothing } from "../ui/nothing.tsx";
import { Page } from "../ui/page.tsx";
import { ChatList } from "./chat-list.tsx";
import classes from "./conversations-page.module.css";

const route = getRouteApi("/shell/conversations");

export function ConversationsPage() {
  const { q = "", bot } = route.useSearch();
  // From wherever one is by then: a chat may have been opened since the search was typed.
  const navigate = useNavigate();
  const query = useQuery(connectionsQuery({ disconnected: true }));
  const open = useOpenChat();
  const connections = query.data?.data ?? [];
  const asked = bot ?? open?.connectionId;
  const connection =
    connections.find(({ id }) => id === asked) ??
    connections.find(({ status }) => status === "active") ??
    connections[0];

  const search = (change: { q?: string; bot?: string }) =>
    void navigate({
      to: ".",
      search: (before: { q?: string; bot?: string }) => {
        const { q: words, bot: id } = { ...before, ...change };
        return { ...(words && { q: words }), ...(id && { bot: id }) };
      },
      replace: true,
      resetScroll: false,
    });
  const searchSoon = useDebouncedCallback((words: string) => search({ q: words }), 250);

  return (
    <Page title="Conversations" wide>
      {query.data === undefined ? (
        query.isError ? (
          <Failure
            error={query.error}
            title="The bots could not be loaded"
            onRetry={() => void query.refetch()}
          />
        ) : (
          <Loading label="Loading conversations">
            <Skeleton height={360} radius="lg" />
          </Loading>
        )
      ) : connection === undefined ? (
        <NoConnection />
      ) : (
        <div className={classes.panes} data-open={open !== undefined || undefined}>
          <Paper withBorder className={classes.chats} component="section" aria-label="Chats">
            <div className={classes.find}>
              {connections.length > 1 && (
                <Select
                  aria-label="Bot"
                  data={connections.map(({ id, bot: { username } }) => ({
                    value: id,
                    label: `@${username}`,
                  }))}
                  value={connection.id}
                  onChange={(value) => value !== null && search({ bot: value })}
                  allowDeselect={false}
                  searchable
                />
              )}
              <TextInput
                type="search"
                aria-label="Search chats"
                placeholder="Name, @username or id"
                defaultValue={q}
                leftSection={<IconSearch size={16} aria-hidden />}
                onChange={({ currentTarget }) => searchSoon(currentTarget.value.trim())}
              />
            </div>
            <ChatList key={`${connection.id} ${q}`} connection={connection} q={q} />
          </Paper>
          <section className={classes.conversation} aria-label="Conversation">
            {open === undefined ? (
              <Nothing icon={<IconMessages size={28} />} title="No chat is open">
                Choose one to read what was said, and to answer.
              </Nothing>
            ) : (
              <Outlet />
            )}
          </section>
        </div>
      )}
    </Page>
  );
}

/** The chat that the address names. */
function useOpenChat(): { connectionId: string; chatId: string } | undefined {
  const [child] = useChildMatches();
  const params = child?.params as { connectionId?: string; chatId?: string } | undefined;
  if (params?.connectionId === undefined || params.chatId === undefined) return undefined;
  return { connectionId: params.connectionId, chatId: params.chatId };
}
