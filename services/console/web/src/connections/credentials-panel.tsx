/** What a connection holds in secret: its bot's token and its webhook's secret, each replaceable. */
import { Button, Stack, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconKey, IconRotate } from "@tabler/icons-react";
import { rotateConnectionSecret } from "../api/connections.ts";
import type { Connection } from "../api/contract.ts";
import { ActionLine } from "../ui/action-line.tsx";
import { Failure } from "../ui/failure.tsx";
import { TokenDialog } from "./token-dialog.tsx";
import { useConnectionAction } from "./use-connection-action.ts";

export function CredentialsPanel({ connection }: { connection: Connection }) {
  const { id, webhook } = connection;
  const [asked, { open, close }] = useDisclosure(false);
  const rotate = useConnectionAction(() => rotateConnectionSecret(id), {
    onSuccess: () => notifications.show({ message: "Telegram is being told the new secret." }),
  });

  return (
    <>
      <Title order={2} size="h4" mb="sm">
        Token and secret
      </Title>
      <Stack gap="sm">
        <ActionLine
          title="Bot token"
          action={
            <Button
              size="xs"
              flex="none"
              variant="default"
              leftSection={<IconKey size={16} />}
              onClick={open}
            >
              Replace token…
            </Button>
          }
        >
          When BotFather has given the bot a new one. What waits to be sent then goes on.
        </ActionLine>
        {/* Without a webhook nobody shows a secret. */}
        {webhook.mode !== "polling" && (
          <ActionLine
            title="Webhook secret"
            action={
              <Button
                size="xs"
                flex="none"
                variant="default"
                leftSection={<IconRotate size={16} />}
                disabled={webhook.secretRotating}
                loading={rotate.isPending}
                onClick={() => rotate.mutate()}
              >
                Rotate secret
              </Button>
            }
          >
            {webhook.secretRotating
              ? "Rotated. The one before is accepted for some minutes more, so that nothing is lost."
              : "Telegram shows it with every delivery. Nothing is refused while it is rotated."}
          </ActionLine>
        )}
        {rotate.isError && <Failure error={rotate.error} title="It could not be rotated" />}
      </Stack>
      <TokenDialog connection={connection} opened={asked} onClose={close} />
    </>
  );
}
