/** Everything that came in, newest first, with Telegram's own words of it. */
import { Select, Skeleton, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconInbox } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { connectionsQuery } from "../api/connections.ts";
import { type UpdateFilter, updatesQuery } from "../api/updates.ts";
import { Failure } from "../ui/failure.tsx";
import { Filters } from "../ui/filters.tsx";
import { Loading } from "../ui/loading.tsx";
import { Nothing } from "../ui/nothing.tsx";
import { Page } from "../ui/page.tsx";
import { freshnessOf, StaleNote } from "../ui/stale-note.tsx";
import { useLongList } from "../ui/use-long-list.ts";
import { VirtualList } from "../ui/virtual-list.tsx";
import { UpdateRow } from "./update-row.tsx";

const route = getRouteApi("/shell/updates");

const kinds = [
  ...["message", "edited_message", "channel_post", "edited_channel_post", "callback_query"],
  ...["my_chat_member", "chat_member", "message_reaction", "poll", "poll_answer"],
  ...["inline_query", "business_message", "chat_join_request"],
];

export function UpdatesPage() {
  const { bot, kind, chat } = route.useSearch();
  const navigate = route.useNavigate();
  const connections = useQuery(connectionsQuery({ disconnected: true })).data?.data ?? [];
  type Search = { bot?: string | undefined; kind?: string | undefined; chat?: string | undefined };
  const search = (change: Search) =>
    void navigate({
      search: (before) => {
        const { bot: b, kind: k, chat: c } = { ...before, ...change };
        return { ...(b && { bot: b }), ...(k && { kind: k }), ...(c && { chat: c }) };
      },
      replace: true,
      resetScroll: false,
    });
  const chatSoon = useDebouncedCallback((words: string) => search({ chat: words }), 300);
  return (
    <Page title="Updates" lead="What Telegram delivered, kept as it came.">
      <Filters>
        <Select
          label="Bot"
          placeholder="Any"
          data={connections.map(({ id, bot: { username } }) => ({
            value: id,
            label: `@${username}`,
          }))}
          value={bot ?? null}
          onChange={(value) => search({ bot: value ?? undefined })}
          clearable
          searchable
          clearButtonProps={{ "aria-label": "Any bot" }}
        />
        <Select
          label="Kind"
          placeholder="Any"
          data={kinds}
          value={kind ?? null}
          onChange={(value) => search({ kind: value ?? undefined })}
          clearable
          searchable
          clearButtonProps={{ "aria-label": "Any kind" }}
        />
        <TextInput
          label="Chat id"
          placeholder="Any"
          inputMode="numeric"
          defaultValue={chat ?? ""}
          onChange={({ currentTarget }) => chatSoon(currentTarget.value.trim())}
        />
      </Filters>
      <Updates
        key={`${bot} ${kind} ${chat}`}
        filter={{
          connectionId: bot,
          kind,
          chatId: /^-?\d{1,20}$/.test(chat ?? "") ? chat : undefined,
        }}
        any={bot === undefined && kind === undefined && chat === undefined}
      />
    </Page>
  );
}

function Updates({ filter, any }: { readonly filter: UpdateFilter; readonly any: boolean }) {
  const { query, items: updates, more } = useLongList(updatesQuery(filter));
  if (updates === undefined) {
    return query.isError ? (
      <Failure
        error={query.error}
        title="The updates could not be loaded"
        onRetry={() => void query.refetch()}
      />
    ) : (
      <Loading label="Loading updates" gap="xs">
        {[1, 2, 3, 4, 5].map((row) => (
          <Skeleton key={row} height={64} radius="lg" />
        ))}
      </Loading>
    );
  }
  if (updates.length === 0) {
    return (
      <Nothing icon={<IconInbox size={28} />} title="Nothing has come in">
        {any
          ? "As soon as somebody writes to a bot of this workspace, it stands here."
          : "Nothing of this kind."}
      </Nothing>
    );
  }
  return (
    <>
      <StaleNote {...freshnessOf(query)} />
      <VirtualList
        items={updates}
        keyOf={({ id }) => id}
        label="Updates, newest first"
        estimate={68}
        more={more}
      >
        {(update) => <UpdateRow update={update} />}
      </VirtualList>
    </>
  );
}
