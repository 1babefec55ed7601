/** What became of a connection: every change of its status, newest first, with why. */
import { Button, Skeleton, Text, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { connectionHistoryQuery } from "../api/connections.ts";
import type { ConnectionChange } from "../api/contract.ts";
import { Ago } from "../ui/ago.tsx";
import { Failure } from "../ui/failure.tsx";
import { Loading } from "../ui/loading.tsx";
import classes from "./history-panel.module.css";
import { statusWords } from "./status-words.ts";

export function HistoryPanel({ id }: { id: string }) {
  const query = useInfiniteQuery(connectionHistoryQuery(id));
  const changes = query.data?.pages.flatMap(({ data }) => data);
  return (
    <>
      <Title order={2} size="h4" mb="sm">
        History
      </Title>
      {changes !== undefined ? (
        <ol className={classes.changes} aria-label="Changes of the status">
          {changes.map((change) => (
            <Change key={change.id} change={change} />
          ))}
        </ol>
      ) : query.isError ? (
        <Failure
          error={query.error}
          title="The history could not be loaded"
          onRetry={() => void query.refetch()}
        />
      ) : (
        <Loading label="Loading the history" gap="xs">
          <Skeleton height={20} width="60%" />
          <Skeleton height={20} width="45%" />
        </Loading>
      )}
      {query.hasNextPage && (
        <Button
          size="xs"
          variant="default"
          mt="md"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          Show older ones
        </Button>
      )}
    </>
  );
}

function Change({ change: { at, to, reason, remedy } }: { change: ConnectionChange }) {
  const { label, color } = statusWords[to];
  return (
    <li className={classes.change}>
      <span
        className={classes.sign}
        style={{ background: `var(--mantine-color-${color}-filled)` }}
        aria-hidden
      />
      <div className={classes.words}>
        <Text size="sm" fw={600} component="span">
          {label}
        </Text>
        <Text size="xs" c="dimmed" component="span" ml={8}>
          <Ago at={at} />
        </Text>
        {reason !== null && (
          <Text size="sm" c="dimmed">
            {reason} {remedy}
          </Text>
        )}
      </div>
    </li>
  );
}
