/** Asks what becomes of messages that waited through a long stop: send them now, or let them expire. */
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconHourglassHigh } from "@tabler/icons-react";
import { decideBacklog } from "../api/connections.ts";
import type { BacklogDecision, Connection } from "../api/contract.ts";
import { useMay } from "../api/me.ts";
import { Ago } from "../ui/ago.tsx";
import { Failure } from "../ui/failure.tsx";
import { useConnectionAction } from "./use-connection-action.ts";

export function BacklogAlert({ connection: { id, backlog } }: { connection: Connection }) {
  const approves = useMay("approvals:decide");
  const manages = useMay("connections:manage");
  const decide = useConnectionAction((decision: BacklogDecision["decision"]) =>
    decideBacklog(id, { decision, count: backlog?.count }),
  );
  if (backlog === null) return null;
  const { count, oldestAt, expiring } = backlog;
  const messages = count === 1 ? "1 message" : `${count} messages`;
  return (
    <Alert
      role="alert"
      color="orange"
      icon={<IconHourglassHigh />}
      title={
        expiring ? `${messages} left to expire` : `${messages} waited too long to go by themselves`
      }
    >
      <Stack gap="sm" align="flex-start">
        <Text size="sm">
          Sending stood still. They were approved, but the oldest is from <Ago at={oldestAt} />:
          does it still make sense to send them? Until you decide, their chats wait; other chats go
          on.
        </Text>
        {(approves || manages) && !expiring && (
          <Group gap="sm">
            <Button
              size="xs"
              loading={decide.isPending && decide.variables === "send"}
              disabled={decide.isPending}
              onClick={() => decide.mutate("send")}
            >
              Send {count === 1 ? "it" : "all"} now
            </Button>
            <Button
              size="xs"
              variant="default"
              loading={decide.isPending && decide.variables === "expire"}
              disabled={decide.isPending}
              onClick={() => decide.mutate("expire")}
            >
              Do not send {count === 1 ? "it" : "them"}
            </Button>
          </Group>
        )}
        {decide.isError && <Failure error={decide.error} title="Nothing was decided" />}
      </Stack>
    </Alert>
  );
}
