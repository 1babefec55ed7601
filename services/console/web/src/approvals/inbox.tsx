/** The pending approvals as cards, one of them selected; keys move the selection. */
import { Alert, Button, Stack } from "@mantine/core";
import { IconMapOff } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { Failure } from "../ui/failure.tsx";
import { Loading } from "../ui/loading.tsx";
import { StaleNote } from "../ui/stale-note.tsx";
import { useShortcuts } from "../ui/use-shortcuts.ts";
import { ApprovalCard } from "./approval-card.tsx";
import { ApprovalSkeleton } from "./approval-skeleton.tsx";
import { InboxEmpty } from "./inbox-empty.tsx";
import { neighbour } from "./inbox-order.ts";
import { useInbox } from "./use-inbox.ts";

const route = getRouteApi("/shell/approvals");

interface InboxProps {
  readonly selected: string | undefined;
  readonly shortcuts: boolean;
}

export function Inbox({ selected, shortcuts }: InboxProps) {
  const navigate = route.useNavigate();
  const inbox = useInbox(selected);

  // Moving about is not worth an entry in the browser's history each.
  const select = (approval: string | undefined) =>
    void navigate({
      search: approval === undefined ? {} : { approval },
      replace: true,
      resetScroll: false,
    });
  const move = (step: 1 | -1) => {
    const next = neighbour(inbox.shown, selected, step);
    if (next !== undefined) select(next);
  };
  useShortcuts({ j: () => move(1), k: () => move(-1) }, { enabled: shortcuts });

  if (inbox.error) {
    return (
      <Failure
        error={inbox.error}
        title="The approvals could not be loaded"
        onRetry={inbox.retry}
      />
    );
  }
  if (inbox.loading) {
    return (
      <Loading label="Loading approvals">
        <ApprovalSkeleton />
        <ApprovalSkeleton />
      </Loading>
    );
  }
  return (
    <>
      <StaleNote {...inbox.freshness} />
      {inbox.selectedIsGone && (
        <Alert
          color="gray"
          icon={<IconMapOff />}
          mb="md"
          withCloseButton
          closeButtonLabel="Close"
          onClose={() => select(undefined)}
        >
          The approval that this link leads to does not exist in this workspace.
        </Alert>
      )}
      {inbox.shown.length === 0 && <InboxEmpty />}
      <Stack gap="md" component="ul" p={0} m={0} aria-label="Pending approvals">
        {inbox.shown.map((approval) => (
          <ApprovalCard
            key={approval.id}
            approval={approval}
            selected={approval.id === selected}
            shortcuts={shortcuts}
            onSelect={() => approval.id !== selected && select(approval.id)}
            onDecided={() =>
              select(
                neighbour(inbox.shown, approval.id, 1) ?? neighbour(inbox.shown, approval.id, -1),
              )
            }
          />
        ))}
      </Stack>
      {inbox.count.more && (
        <Button
          variant="default"
          mt="md"
          fullWidth
          loading={inbox.loadingMore}
          onClick={inbox.loadMore}
        >
          Show older ones
        </Button>
      )}
    </>
  );
}
