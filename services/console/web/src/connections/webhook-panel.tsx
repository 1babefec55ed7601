/** How a connection's messages come in, what Telegram says of it, and looking or registering again. */
import { Button, Code, Group, Text, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconRefresh, IconStethoscope } from "@tabler/icons-react";
import { registerConnection, verifyConnection } from "../api/connections.ts";
import type { Connection } from "../api/contract.ts";
import { Ago } from "../ui/ago.tsx";
import { Facts } from "../ui/facts.tsx";
import { Failure } from "../ui/failure.tsx";
import { statusWords } from "./status-words.ts";
import { useConnectionAction } from "./use-connection-action.ts";
import classes from "./webhook-panel.module.css";

interface WebhookPanelProps {
  readonly connection: Connection;
  readonly mayManage: boolean;
}

export function WebhookPanel({ connection, mayManage }: WebhookPanelProps) {
  const { id, webhook } = connection;
  const polled = webhook.mode === "polling";
  const verify = useConnectionAction(() => verifyConnection(id), {
    onSuccess: ({ status }) =>
      notifications.show({
        message: `Telegram was asked: ${statusWords[status].label.toLowerCase()}.`,
      }),
  });
  const register = useConnectionAction(() => registerConnection(id), {
    onSuccess: () => notifications.show({ message: "The bot is being registered again." }),
  });
  const failed = verify.error ?? register.error;

  return (
    <>
      <Group justify="space-between" mb="sm" gap="sm">
        <Title order={2} size="h4">
          {polled ? "Receiving" : "Webhook"}
        </Title>
        {mayManage && (
          <Group gap="xs">
            <Button
              size="xs"
              variant="default"
              leftSection={<IconStethoscope size={16} />}
              loading={verify.isPending}
              onClick={() => {
                register.reset();
                verify.mutate();
              }}
            >
              Verify now
            </Button>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconRefresh size={16} />}
              loading={register.isPending}
              onClick={() => {
                verify.reset();
                register.mutate();
              }}
            >
              Register again
            </Button>
          </Group>
        )}
      </Group>
      {failed && mayManage && (
        <div className={classes.failure}>
          <Failure error={failed} />
        </div>
      )}
      <Facts
        facts={[
          polled
            ? ["How", <LongPolling key="how" />]
            : ["Address", <Address key="address" url={webhook.url} />],
          [
            polled ? "Since" : "Registered",
            <Ago key="at" at={webhook.registeredAt} never="not yet" />,
          ],
          ["Last checked", <Ago key="at" at={webhook.lastCheckedAt} never="not yet" />],
          ["Last delivery", <Ago key="at" at={webhook.lastDeliveryAt} never="none yet" />],
          ["Waiting at Telegram", pendingWords(webhook.pendingUpdateCount)],
          [
            "Last error",
            webhook.lastError === null ? (
              "none"
            ) : (
              <Text key="error" size="sm" className={classes.error}>
                {webhook.lastError}
              </Text>
            ),
          ],
        ]}
      />
    </>
  );
}

function Address({ url }: { readonly url: string | null }) {
  if (url === null) return "none";
  return (
    <>
      <Code className={classes.url}>{url}</Code>
      <Text size="xs" c="dimmed" mt={4}>
        The key in it is masked.
      </Text>
    </>
  );
}

function LongPolling() {
  return (
    <>
      Receives by asking Telegram (long polling)
      <Text size="xs" c="dimmed" mt={4}>
        This installation has no public address that Telegram could deliver to. What nobody asks for
        is gone after 24 hours.
      </Text>
    </>
  );
}

function pendingWords(count: number | null): string {
  if (count === null) return "not known yet";
  return count === 1 ? "1 update" : `${count} updates`;
}
