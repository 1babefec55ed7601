/** What was decided, newest first; the selected one is shown in full. */
import { Button, Skeleton, Stack } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { allApprovalsQuery } from "../api/approvals.ts";
import { Failure } from "../ui/failure.tsx";
import { Loading } from "../ui/loading.tsx";
import { Nothing } from "../ui/nothing.tsx";
import { freshnessOf, StaleNote } from "../ui/stale-note.tsx";
import { DecidedRow } from "./decided-row.tsx";

export function DecidedList({ selected }: { selected: string | undefined }) {
  const query = useInfiniteQuery(allApprovalsQuery);
  const decided = query.data?.pages
    .flatMap(({ data }) => data)
    .filter(({ status }) => status !== "pending");
  const { hasNextPage, isFetching, fetchNextPage } = query;

  // Pages can be full of pending ones: look on until something decided appears.
  const lookOn = decided?.length === 0 && hasNextPage && !isFetching;
  useEffect(() => {
    if (lookOn) void fetchNextPage();
  }, [lookOn, fetchNextPage]);

  if (decided === undefined || (decided.length === 0 && hasNextPage)) {
    if (query.isError) {
      return (
        <Failure
          error={query.error}
          title="The decisions could not be loaded"
          onRetry={() => void query.refetch()}
        />
      );
    }
    return (
      <Loading label="Loading decisions" gap="xs">
        {[1, 2, 3, 4].map((row) => (
          <Skeleton key={row} height={68} radius="lg" />
        ))}
      </Loading>
    );
  }
  if (decided.length === 0) {
    return (
      <Nothing icon={<IconHistory size={28} />} title="Nothing has been decided yet">
        Every decision is kept here, with who took it, when and why.
      </Nothing>
    );
  }
  return (
    <>
      <StaleNote {...freshnessOf(query)} />
      <Stack gap="xs" component="ul" p={0} m={0} aria-label="Decided approvals">
        {decided.map((approval) => (
          <DecidedRow key={approval.id} approval={approval} open={approval.id === selected} />
        ))}
      </Stack>
      {hasNextPage && (
        <Button
          variant="default"
          mt="md"
          fullWidth
          loading={query.isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          Show older ones
        </Button>
      )}
    </>
  );
}
