/** Every message there is, by status and bot. */
import { Select } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { connectionsQuery } from "../api/connections.ts";
import type { MessageStatus } from "../api/contract.ts";
import { MessageList } from "../messages/message-list.tsx";
import { statusWords } from "../messages/status-words.ts";
import { Filters } from "../ui/filters.tsx";
import { Nothing } from "../ui/nothing.tsx";

const route = getRouteApi("/shell/outbox");

const statuses = Object.entries(statusWords).map(([value, { label }]) => ({ value, label }));

export function AllMessages() {
  const { status, bot } = route.useSearch();
  const navigate = route.useNavigate();
  const connections = useQuery(connectionsQuery({ disconnected: true }));
  const bots = connections.data?.data.map(({ id, bot: { username } }) => ({
    value: id,
    label: `@${username}`,
  }));
  const search = (change: { status?: MessageStatus | undefined; bot?: string | undefined }) =>
    void navigate({
      search: (before) => {
        const { status: s, bot: b } = { ...before, ...change };
        return { tab: "all" as const, ...(s && { status: s }), ...(b && { bot: b }) };
      },
      replace: true,
      resetScroll: false,
    });
  return (
    <>
      <Filters>
        <Select
          label="Status"
          placeholder="Any"
          data={statuses}
          value={status ?? null}
          onChange={(value) => search({ status: (value as MessageStatus | null) ?? undefined })}
          clearable
          clearButtonProps={{ "aria-label": "Any status" }}
        />
        <Select
          label="Bot"
          placeholder="Any"
          data={bots ?? []}
          value={bot ?? null}
          onChange={(value) => search({ bot: value ?? undefined })}
          clearable
          searchable
          clearButtonProps={{ "aria-label": "Any bot" }}
        />
      </Filters>
      <MessageList
        key={`${status} ${bot}`}
        filter={{ status: status && [status], connectionId: bot }}
        label="Messages"
      >
        <Nothing icon={<IconSend size={28} />} title="No messages">
          {status === undefined && bot === undefined
            ? "When Sidekick or a person asks to send something, it stands here for good."
            : "None of this kind."}
        </Nothing>
      </MessageList>
    </>
  );
}
