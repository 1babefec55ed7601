/** The workspaces that a person belongs to, where there are several: which one these pages show. */
import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { actIn, workspacesQuery } from "../api/account.ts";
import { useMe } from "../api/me.ts";
import { Failure } from "../ui/failure.tsx";
import { Panel } from "./panel.tsx";

export function WorkspacesPanel() {
  const { workspace } = useMe();
  const queryClient = useQueryClient();
  const router = useRouter();
  const query = useQuery(workspacesQuery);
  const change = useMutation({
    mutationFn: actIn,
    onSuccess: async () => {
      // Nothing of the other workspace may stay.
      await router.navigate({ to: "/" });
      queryClient.clear();
      await router.invalidate();
    },
  });
  const workspaces = query.data ?? [];
  if (workspaces.length < 2) return null;
  return (
    <Panel title="Workspaces" lead="You belong to several; these pages show one at a time.">
      <Stack gap="xs" component="ul" p={0} m={0} aria-label="Workspaces">
        {workspaces.map(({ id, name }) => (
          <Group key={id} component="li" justify="space-between" wrap="nowrap" mih={36}>
            <Text size="sm" fw={600} truncate>
              {name}
            </Text>
            {id === workspace.id ? (
              <Badge variant="light">Shown</Badge>
            ) : (
              <Button
                size="xs"
                variant="default"
                loading={change.isPending && change.variables === id}
                aria-label={`Go to ${name}`}
                onClick={() => change.mutate(id)}
              >
                Go there
              </Button>
            )}
          </Group>
        ))}
      </Stack>
      {change.isError && <Failure error={change.error} />}
    </Panel>
  );
}
