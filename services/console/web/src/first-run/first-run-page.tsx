/** Leads an empty workspace to a message that a person approved; where it stands, the server says. */
import { Button, Skeleton, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconChecks } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { FirstRun } from "../api/contract.ts";
import { changeFirstRun, firstRunQuery } from "../api/first-run.ts";
import { useMay } from "../api/me.ts";
import { Ago } from "../ui/ago.tsx";
import { Failure } from "../ui/failure.tsx";
import { TextLink } from "../ui/link.tsx";
import { Loading } from "../ui/loading.tsx";
import { Page } from "../ui/page.tsx";
import { AnswerStep } from "./answer-step.tsx";
import { ConnectStep } from "./connect-step.tsx";
import classes from "./first-run-page.module.css";
import { HelloStep } from "./hello-step.tsx";
import { Step } from "./step.tsx";
import { WhatNext } from "./what-next.tsx";

const title = "First steps";

export function FirstRunPage() {
  const mayManage = useMay("connections:manage");
  const query = useQuery({ ...firstRunQuery, enabled: mayManage });
  if (!mayManage) {
    return (
      <Page title={title}>
        <Text>
          An owner or admin of this workspace connects its first bot. Until then there is nothing
          here to read or to approve.
        </Text>
      </Page>
    );
  }
  if (query.data !== undefined) return <Steps firstRun={query.data} />;
  return (
    <Page title={title}>
      {query.isError ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Loading label="Loading the first steps">
          <Skeleton height={260} radius="lg" />
          <Skeleton height={64} radius="lg" />
          <Skeleton height={64} radius="lg" />
        </Loading>
      )}
    </Page>
  );
}

function Steps({ firstRun }: { readonly firstRun: FirstRun }) {
  const { connection, heard, sent } = firstRun;
  const ready = connection !== null && ["inbound_ready", "active"].includes(connection.status);
  const at = sent !== null ? 3 : !ready ? 0 : heard === null ? 1 : 2;
  return (
    <Page
      title={title}
      lead={
        sent === null
          ? "From an empty workspace to a message that a person approved. It takes about three minutes, and you can leave and come back."
          : "You have come all the way."
      }
    >
      {sent !== null && <Arrived sent={sent} />}
      <ol className={classes.steps} aria-label={title}>
        <Step
          number={1}
          at={at}
          title="Connect a bot"
          outcome={connection && <>@{connection.bot.username} is connected.</>}
        >
          <ConnectStep connection={connection} />
        </Step>
        <Step
          number={2}
          at={at}
          title="Say hello to it"
          outcome={
            heard && (
              <>
                Somebody wrote <Ago at={heard.at} />.
              </>
            )
          }
        >
          {connection && <HelloStep connection={connection} />}
        </Step>
        <Step
          number={3}
          at={at}
          title="Answer, and approve the answer"
          outcome={
            sent && (
              <>
                Sent <Ago at={sent.at} />.{" "}
                <TextLink to="/outbox/$id" params={{ id: sent.messageId }} inherit>
                  What happened to it
                </TextLink>
              </>
            )
          }
        >
          {connection && heard && (
            <AnswerStep connection={connection} chatId={heard.chatId} asked={firstRun.asked} />
          )}
        </Step>
      </ol>
      {sent === null ? <Skip /> : <WhatNext />}
    </Page>
  );
}

function Arrived({ sent }: { readonly sent: NonNullable<FirstRun["sent"]> }) {
  const { connectionId, chatId } = sent;
  return (
    <div className={classes.arrived} role="status">
      <IconChecks size={28} aria-hidden />
      <div>
        <Text fw={650} size="lg" lh={1.35} mb={4}>
          Your first message is in Telegram
        </Text>
        <Text size="sm">
          Every message takes this way: somebody asks, the rules decide whether a person is asked,
          and it goes out once.{" "}
          <TextLink
            to="/conversations/$connectionId/$chatId"
            params={{ connectionId, chatId }}
            inherit
          >
            Read the conversation
          </TextLink>
        </Text>
      </div>
    </div>
  );
}

function Skip() {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const skip = useMutation({
    mutationFn: () => changeFirstRun(true),
    async onSuccess(after) {
      queryClient.setQueryData(firstRunQuery.queryKey, after);
      notifications.show({ message: "You find the first steps again where no bot is connected." });
      await navigate({ to: "/approvals", replace: true });
    },
  });
  return (
    <div className={classes.skip}>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        loading={skip.isPending}
        onClick={() => skip.mutate()}
      >
        Skip these steps
      </Button>
    </div>
  );
}
