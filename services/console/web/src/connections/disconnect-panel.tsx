/** Takes a bot out of the workspace, after saying what that means. */
import { Button, Group, List, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlugConnectedX } from "@tabler/icons-react";
import { disconnectConnection } from "../api/connections.ts";
import type { Connection } from "../api/contract.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { useConnectionAction } from "./use-connection-action.ts";

export function DisconnectPanel({ connection }: { connection: Connection }) {
  const { id, bot, webhook } = connection;
  const polled = webhook.mode === "polling";
  const [asked, { open, close }] = useDisclosure(false);
  const disconnect = useConnectionAction(() => disconnectConnection(id), { onSuccess: close });

  return (
    <>
      <Group justify="space-between" gap="sm">
        <div>
          <Title order={2} size="h4">
            Disconnect
          </Title>
          <Text size="sm" c="dimmed">
            {polled
              ? "Stop receiving and sending, erase the token."
              : "Stop receiving and sending, remove the webhook, erase the token."}
          </Text>
        </div>
        <Button
          color="red"
          variant="outline"
          leftSection={<IconPlugConnectedX size={18} />}
          onClick={open}
        >
          Disconnect…
        </Button>
      </Group>
      <ConfirmDialog
        size="lg"
        words={
          asked
            ? {
                question: `Disconnect @${bot.username}?`,
                consequence: <Consequences polled={polled} />,
                act: `Disconnect @${bot.username}`,
                leave: "Keep it",
              }
            : null
        }
        busy={disconnect.isPending}
        error={disconnect.error}
        onConfirm={() => disconnect.mutate()}
        onClose={close}
      />
    </>
  );
}

function Consequences({ polled }: { readonly polled: boolean }) {
  return (
    <Stack gap="md">
      <List size="sm" spacing="xs">
        <List.Item>Within a second, nothing that people write is received any more.</List.Item>
        <List.Item>
          Everything that has not begun to go out is cancelled: what is queued, scheduled, paused or
          waits for approval.
        </List.Item>
        <List.Item>
          Messages being sent right now finish. What was received stays readable.
        </List.Item>
        <List.Item>
          {polled
            ? "The token is erased."
            : "The webhook is removed at Telegram; then the token and the secret are erased."}
        </List.Item>
      </List>
      <Text size="sm">
        It cannot be undone. To use the bot again, connect it anew with its token.
      </Text>
    </Stack>
  );
}
