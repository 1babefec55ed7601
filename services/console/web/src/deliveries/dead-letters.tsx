/** Deliveries that were given up, by their cause, each group to be sent again at once. */
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle, IconRefresh } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { DeadLetterGroup } from "../api/contract.ts";
import { replayDeliveries } from "../api/endpoints.ts";
import { Ago } from "../ui/ago.tsx";
import { Failure } from "../ui/failure.tsx";
import { causeWords } from "./cause-words.ts";
import classes from "./dead-letters.module.css";

interface DeadLettersProps {
  readonly endpointId: string;
  readonly groups: readonly DeadLetterGroup[];
}

/** Nothing where nothing was given up. */
export function DeadLetters({ endpointId, groups }: DeadLettersProps) {
  if (groups.length === 0) return null;
  return (
    <Stack gap="sm" component="ul" p={0} m={0} aria-label="Given up">
      {groups.map((group) => (
        <DeadGroup key={group.cause} endpointId={endpointId} group={group} />
      ))}
    </Stack>
  );
}

interface DeadGroupProps {
  readonly endpointId: string;
  readonly group: DeadLetterGroup;
}

function DeadGroup({ endpointId, group: { cause, count, lastAt, example } }: DeadGroupProps) {
  const queryClient = useQueryClient();
  const replay = useMutation({
    mutationFn: () => replayDeliveries(endpointId, { status: "dead", cause }),
    onSuccess: ({ replayed }) =>
      notifications.show({
        color: "green",
        message: `${replayed === 1 ? "1 delivery is" : `${replayed} deliveries are`} tried again, each in its old place.`,
      }),
    onSettled: () => void queryClient.invalidateQueries({ queryKey: ["deliveries"] }),
  });
  const { title, remedy } = causeWords(cause);
  return (
    <li className={classes.group}>
      <Alert color="red" icon={<IconAlertTriangle />} title={`${title}: ${count} given up`}>
        <Stack gap="xs" align="flex-start">
          <Text size="sm">{remedy}</Text>
          {example.detail !== null && (
            <Text size="xs" c="dimmed">
              The latest said: {example.detail}
            </Text>
          )}
          <Group gap="sm">
            <Button
              size="xs"
              leftSection={<IconRefresh size={16} />}
              loading={replay.isPending}
              onClick={() => replay.mutate()}
            >
              Deliver {count === 1 ? "it" : `all ${count}`} again
            </Button>
            <Text size="xs" c="dimmed">
              last <Ago at={lastAt} />
            </Text>
          </Group>
          {replay.isError && <Failure error={replay.error} />}
        </Stack>
      </Alert>
    </li>
  );
}
