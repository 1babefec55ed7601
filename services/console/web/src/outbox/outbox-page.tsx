/** What has been asked to go out and has not, and why: the doubtful first, the failed by their cause. */
import { Skeleton, Stack, Tabs } from "@mantine/core";
import { IconChecks, IconMoodSmile, IconSend } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import type { Outbox } from "../api/contract.ts";
import { outboxQuery } from "../api/messages.ts";
import { MessageList } from "../messages/message-list.tsx";
import { Failure } from "../ui/failure.tsx";
import { Loading } from "../ui/loading.tsx";
import { Nothing } from "../ui/nothing.tsx";
import { Page } from "../ui/page.tsx";
import { freshnessOf, StaleNote } from "../ui/stale-note.tsx";
import { AllMessages } from "./all-messages.tsx";
import { FailureGroups } from "./failure-groups.tsx";
import { RetryAll, type RetryAsked } from "./retry-all.tsx";
import { Uncertain } from "./uncertain.tsx";
import { WaitChips } from "./wait-chips.tsx";

const route = getRouteApi("/shell/outbox");

export function OutboxPage() {
  const { tab = "waiting" } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(outboxQuery);
  const outbox = query.data;
  const [retry, setRetry] = useState<RetryAsked | null>(null);

  return (
    <Page title="Outbox" lead="What was asked to go out, where it stands and why.">
      {outbox === undefined ? (
        query.isError ? (
          <Failure
            error={query.error}
            title="The outbox could not be loaded"
            onRetry={() => void query.refetch()}
          />
        ) : (
          <Loading label="Loading the outbox" gap="sm">
            <Skeleton height={40} radius="md" />
            <Skeleton height={84} radius="lg" />
            <Skeleton height={84} radius="lg" />
          </Loading>
        )
      ) : (
        <>
          <StaleNote {...freshnessOf(query)} />
          {outbox.uncertain > 0 && <Uncertain count={outbox.uncertain} />}
          <Tabs
            value={tab}
            keepMounted={false}
            onChange={(value) =>
              void navigate({
                search: value === "failed" || value === "all" ? { tab: value } : {},
                resetScroll: false,
              })
            }
          >
            <Tabs.List mb="md">
              <Tabs.Tab value="waiting">Waiting{counted(waitingOf(outbox))}</Tabs.Tab>
              <Tabs.Tab value="failed">Failed{counted(outbox.failed)}</Tabs.Tab>
              <Tabs.Tab value="all">All</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="waiting">
              <Waiting outbox={outbox} />
            </Tabs.Panel>
            <Tabs.Panel value="failed">
              <Failed outbox={outbox} onRetry={setRetry} />
            </Tabs.Panel>
            <Tabs.Panel value="all">
              <AllMessages />
            </Tabs.Panel>
          </Tabs>
          <RetryAll asked={retry} onClose={() => setRetry(null)} />
        </>
      )}
    </Page>
  );
}

function Waiting({ outbox }: { readonly outbox: Outbox }) {
  const { reason } = route.useSearch();
  if (waitingOf(outbox) === 0 && reason === undefined) {
    return (
      <Nothing icon={<IconChecks size={28} />} title="Nothing waits">
        Everything that was asked for has gone out, or was decided otherwise.
      </Nothing>
    );
  }
  return (
    <Stack gap="md">
      <WaitChips outbox={outbox} selected={reason} />
      <MessageList
        key={reason ?? "all"}
        filter={
          reason === "sending"
            ? { status: ["sending"] }
            : reason === undefined
              ? { status: ["pending_approval", "scheduled", "queued", "sending"] }
              : { waitingFor: reason }
        }
        label="Messages that wait"
      >
        <Nothing icon={<IconSend size={28} />} title="Nothing waits for this any more">
          What did has gone on in the meantime.
        </Nothing>
      </MessageList>
    </Stack>
  );
}

interface FailedProps {
  readonly outbox: Outbox;
  readonly onRetry: (asked: RetryAsked) => void;
}

function Failed({ outbox, onRetry }: FailedProps) {
  const { code } = route.useSearch();
  if (outbox.failed === 0) {
    return (
      <Nothing icon={<IconMoodSmile size={28} />} title="Nothing has failed">
        What Telegram refuses for good stands here, by its cause, with what to do about it.
      </Nothing>
    );
  }
  return (
    <Stack gap="md">
      <FailureGroups groups={outbox.failures} selected={code} onRetry={onRetry} />
      {code !== undefined && (
        <MessageList
          key={code}
          filter={{ status: ["failed"], failureCode: code }}
          label="Messages that failed of this cause"
        >
          <Nothing icon={<IconMoodSmile size={28} />} title="None of them is left">
            They were sent again.
          </Nothing>
        </MessageList>
      )}
    </Stack>
  );
}

function waitingOf({ waiting, sending }: Outbox): number {
  return waiting.reduce((sum, { count }) => sum + count, sending);
}

function counted(count: number): string {
  return count === 0 ? "" : ` (${count})`;
}
