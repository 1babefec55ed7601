/** The pending approvals as cards, one of them selected; keys move the selection. */
import { Alert } from "@mantine/core";
import { IconMapOff } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { memo, useEffect, useRef } from "react";
import type { Approval } from "../api/contract.ts";
import { useMe } from "../api/me.ts";
import { Failure } from "../ui/failure.tsx";
import { Loading } from "../ui/loading.tsx";
import { StaleNote } from "../ui/stale-note.tsx";
import { useShortcuts } from "../ui/use-shortcuts.ts";
import { VirtualList } from "../ui/virtual-list.tsx";
import { ApprovalCard } from "./approval-card.tsx";
import { ApprovalSkeleton } from "./approval-skeleton.tsx";
import { BulkBar } from "./bulk-bar.tsx";
import { whyNot } from "./decision-problem.ts";
import { InboxEmpty } from "./inbox-empty.tsx";
import { neighbour } from "./inbox-order.ts";
import { useChosen } from "./use-chosen.ts";
import { useInbox } from "./use-inbox.ts";

const route = getRouteApi("/shell/approvals");

/** Of all cards a key concerns two: the others are not drawn anew. What they call reads what is current. */
const Card = memo(
  ApprovalCard,
  (before, after) =>
    before.approval === after.approval &&
    before.selected === after.selected &&
    before.shortcuts === after.shortcuts &&
    before.choice?.chosen === after.choice?.chosen,
);

interface InboxProps {
  readonly selected: string | undefined;
  readonly shortcuts: boolean;
}

export function Inbox({ selected, shortcuts }: InboxProps) {
  const navigate = route.useNavigate();
  const inbox = useInbox(selected);
  const chosen = useChosen(inbox.pending, inbox.more);
  const me = useMe();
  const several = chosen.list.length > 0;

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
  const selectedOne = inbox.pending.find(({ id }) => id === selected);
  const current = useRef({ selected, shown: inbox.shown });
  const broughtIn = useRef<string>(undefined);
  useEffect(() => {
    current.current = { selected, shown: inbox.shown };
    if (selected === undefined) broughtIn.current = undefined;
  });
  useShortcuts(
    {
      j: () => move(1),
      k: () => move(-1),
      x: () => selectedOne && whyNot(selectedOne, me) === null && chosen.toggle(selectedOne),
      c: () => selectedOne && void openConversation(selectedOne),
    },
    { enabled: shortcuts },
  );

  function openConversation({ connection, chat }: Approval) {
    return navigate({
      to: "/conversations/$connectionId/$chatId",
      params: { connectionId: connection.id, chatId: chat.id },
    });
  }

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
      {inbox.shown.length + inbox.more.before === 0 ? (
        <InboxEmpty />
      ) : (
        <VirtualList
          items={inbox.shown}
          keyOf={({ id }) => id}
          label="Pending approvals"
          estimate={460}
          gap={16}
          beyond={2}
          held={selected}
          more={inbox.more}
        >
          {(approval) => (
            <Card
              approval={approval}
              selected={approval.id === selected}
              broughtIn={broughtIn}
              shortcuts={shortcuts && !several}
              choice={
                approval.status === "pending" && whyNot(approval, me) === null
                  ? { chosen: chosen.has(approval.id), toggle: () => chosen.toggle(approval) }
                  : null
              }
              onSelect={() => current.current.selected !== approval.id && select(approval.id)}
              onDecided={() => {
                const { shown } = current.current;
                select(neighbour(shown, approval.id, 1) ?? neighbour(shown, approval.id, -1));
              }}
            />
          )}
        </VirtualList>
      )}
      <BulkBar chosen={chosen} shortcuts={shortcuts} onDecided={() => select(undefined)} />
    </>
  );
}
