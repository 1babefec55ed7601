/** Lists the workspace's bots with how each of them is. */
import { Group, Stack, Switch } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { connectionsQuery } from "../api/connections.ts";
import { useMay } from "../api/me.ts";
import { Failure } from "../ui/failure.tsx";
import { ButtonLink } from "../ui/link.tsx";
import { Loading } from "../ui/loading.tsx";
import { Page } from "../ui/page.tsx";
import { freshnessOf, StaleNote } from "../ui/stale-note.tsx";
import { ConnectionRow, ConnectionRowSkeleton } from "./connection-row.tsx";
import { NoConnection } from "./no-connection.tsx";
import { PauseWorkspace } from "./pause-workspace.tsx";

const route = getRouteApi("/shell/settings/connections");

export function ConnectionsPage() {
  const { disconnected = false } = route.useSearch();
  const navigate = route.useNavigate();
  const mayManage = useMay("connections:manage");
  const query = useQuery({
    ...connectionsQuery({ disconnected }),
    placeholderData: keepPreviousData,
  });
  const connections = query.data?.data;

  return (
    <Page
      title="Connections"
      lead="Each bot that receives and sends for this workspace."
      actions={
        mayManage &&
        connections?.length !== 0 && (
          <ButtonLink to="/settings/connections/new" leftSection={<IconPlus size={18} />}>
            Add connection
          </ButtonLink>
        )
      }
    >
      {connections === undefined ? (
        query.isError ? (
          <Failure
            error={query.error}
            title="The connections could not be loaded"
            onRetry={() => void query.refetch()}
          />
        ) : (
          <Loading label="Loading connections" gap="sm">
            <ConnectionRowSkeleton />
            <ConnectionRowSkeleton />
            <ConnectionRowSkeleton />
          </Loading>
        )
      ) : (
        <>
          <StaleNote {...freshnessOf(query)} />
          {connections.length === 0 && <NoConnection />}
          <Stack gap="sm" component="ul" p={0} m={0} aria-label="Connections">
            {connections.map((connection) => (
              <ConnectionRow key={connection.id} connection={connection} />
            ))}
          </Stack>
          <Group justify="space-between" mt="lg">
            <Switch
              label="Show disconnected"
              checked={disconnected}
              onChange={({ currentTarget: { checked } }) =>
                void navigate({ search: checked ? { disconnected: true } : {}, resetScroll: false })
              }
            />
            {mayManage && connections.length > 0 && <PauseWorkspace />}
          </Group>
        </>
      )}
    </Page>
  );
}
