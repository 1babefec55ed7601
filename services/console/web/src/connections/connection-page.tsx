/** One bot: how it is, what its webhook does, and what can be done with it. */
import { Paper, Skeleton, Stack } from "@mantine/core";
import { IconMapOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { ApiProblem } from "../api/api-problem.ts";
import { connectionQuery } from "../api/connections.ts";
import type { Connection } from "../api/contract.ts";
import { useMay } from "../api/me.ts";
import { Failure } from "../ui/failure.tsx";
import { ButtonLink } from "../ui/link.tsx";
import { Loading } from "../ui/loading.tsx";
import { Nothing } from "../ui/nothing.tsx";
import { Page } from "../ui/page.tsx";
import { freshnessOf, StaleNote } from "../ui/stale-note.tsx";
import { BackToConnections } from "./back-to-connections.tsx";
import { BacklogAlert } from "./backlog-alert.tsx";
import { BotPicture } from "./bot-picture.tsx";
import { CredentialsPanel } from "./credentials-panel.tsx";
import { DisconnectPanel } from "./disconnect-panel.tsx";
import { DisconnectWarnings } from "./disconnect-warnings.tsx";
import { HistoryPanel } from "./history-panel.tsx";
import { PausePanel } from "./pause-panel.tsx";
import { SendingPanel } from "./sending-panel.tsx";
import { StatusBadge } from "./status-badge.tsx";
import { StatusPanel } from "./status-panel.tsx";
import { isLive } from "./status-words.ts";
import { WebhookPanel } from "./webhook-panel.tsx";

const route = getRouteApi("/shell/settings/connections/$id");

export function ConnectionPage() {
  const { id } = route.useParams();
  const query = useQuery(connectionQuery(id));

  if (query.data !== undefined) {
    return <Loaded connection={query.data} note={<StaleNote {...freshnessOf(query)} />} />;
  }
  const gone = query.error instanceof ApiProblem && query.error.status === 404;
  return (
    <Page title="Connection" back={<BackToConnections />}>
      {gone ? (
        <Nothing
          icon={<IconMapOff />}
          title="There is no such connection"
          actions={<ButtonLink to="/settings/connections">All connections</ButtonLink>}
        >
          The link may be mistyped, or lead to another workspace.
        </Nothing>
      ) : query.isError ? (
        <Failure
          error={query.error}
          title="The connection could not be loaded"
          onRetry={() => void query.refetch()}
        />
      ) : (
        <Loading label="Loading the connection">
          <Skeleton height={96} radius="lg" />
          <Skeleton height={260} radius="lg" />
          <Skeleton height={150} radius="lg" />
        </Loading>
      )}
    </Page>
  );
}

function Loaded({ connection, note }: { connection: Connection; note: React.ReactNode }) {
  const { bot, displayName, status, warnings } = connection;
  const mayManage = useMay("connections:manage");
  const live = isLive(status);
  const name = displayName ?? bot.name;
  return (
    <Page
      title={name}
      lead={`@${bot.username}${displayName === null ? "" : ` · ${bot.name}`} · id ${bot.id}`}
      sign={<BotPicture bot={bot} size={52} />}
      back={<BackToConnections />}
      actions={<StatusBadge status={status} />}
    >
      {note}
      <Stack gap="md">
        {warnings.length > 0 && <DisconnectWarnings connection={connection} />}
        <StatusPanel connection={connection} />
        {live && <BacklogAlert connection={connection} />}
        <Paper withBorder bg="var(--lf-surface)" p={{ base: "md", xs: "lg" }}>
          <WebhookPanel connection={connection} mayManage={mayManage && live} />
        </Paper>
        {live && (
          <Paper withBorder bg="var(--lf-surface)" p={{ base: "md", xs: "lg" }}>
            <PausePanel connection={connection} mayManage={mayManage} />
          </Paper>
        )}
        {live && (
          <Paper withBorder bg="var(--lf-surface)" p={{ base: "md", xs: "lg" }}>
            <SendingPanel connection={connection} mayManage={mayManage} />
          </Paper>
        )}
        {live && mayManage && (
          <Paper withBorder bg="var(--lf-surface)" p={{ base: "md", xs: "lg" }}>
            <CredentialsPanel connection={connection} />
          </Paper>
        )}
        <Paper withBorder bg="var(--lf-surface)" p={{ base: "md", xs: "lg" }}>
          <HistoryPanel id={connection.id} />
        </Paper>
        {live && mayManage && (
          <Paper withBorder bg="var(--lf-surface)" p={{ base: "md", xs: "lg" }}>
            <DisconnectPanel connection={connection} />
          </Paper>
        )}
      </Stack>
    </Page>
  );
}
