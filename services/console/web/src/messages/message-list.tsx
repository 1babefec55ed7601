/** Messages of a kind, newest first, however many there are. */
import { Skeleton } from "@mantine/core";
import type { ReactNode } from "react";
import { type MessageFilter, messagesQuery } from "../api/messages.ts";
import { useBotNames } from "../connections/use-bot-names.ts";
import { Failure } from "../ui/failure.tsx";
import { Loading } from "../ui/loading.tsx";
import { freshnessOf, StaleNote } from "../ui/stale-note.tsx";
import { useLongList } from "../ui/use-long-list.ts";
import { VirtualList } from "../ui/virtual-list.tsx";
import { MessageRow } from "./message-row.tsx";

interface MessageListProps {
  readonly filter: MessageFilter;
  readonly label: string;
  /** Shown where there are none. */
  readonly children: ReactNode;
}

export function MessageList({ filter, label, children }: MessageListProps) {
  const { query, items: messages, more } = useLongList(messagesQuery(filter));
  const bots = useBotNames();
  if (messages === undefined) {
    return query.isError ? (
      <Failure
        error={query.error}
        title="The messages could not be loaded"
        onRetry={() => void query.refetch()}
      />
    ) : (
      <Loading label="Loading messages" gap="xs">
        {[1, 2, 3, 4, 5].map((row) => (
          <Skeleton key={row} height={84} radius="lg" />
        ))}
      </Loading>
    );
  }
  if (messages.length === 0) return children;
  return (
    <>
      <StaleNote {...freshnessOf(query)} />
      <VirtualList items={messages} keyOf={({ id }) => id} label={label} estimate={96} more={more}>
        {(message) => <MessageRow message={message} from={bots.of(message.connectionId)} />}
      </VirtualList>
    </>
  );
}
