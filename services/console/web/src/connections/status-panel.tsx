/** Says how a connection is and what comes next: the steps of a new one, the trouble of an ailing one. */
import { Alert, Paper, Text } from "@mantine/core";
import { IconAlertOctagon, IconAlertTriangle } from "@tabler/icons-react";
import type { Connection } from "../api/contract.ts";
import { sandboxPage, useSandbox } from "../api/sandbox.ts";
import { Ago } from "../ui/ago.tsx";
import { OutsideLink } from "../ui/outside-link.tsx";
import { FirstSteps } from "./first-steps.tsx";
import { statusWords } from "./status-words.ts";
import { TroubleWords } from "./trouble-words.tsx";

export function StatusPanel({ connection }: { connection: Connection }) {
  const { status, statusReason, bot, webhook, disconnectedAt } = connection;
  const sandbox = useSandbox();
  const { sentence } = statusWords[status];
  switch (status) {
    case "action_required":
      return (
        <Alert
          role="alert"
          color="red"
          icon={<IconAlertOctagon />}
          title="This connection needs you"
        >
          <TroubleWords connection={connection} otherwise={sentence} />
        </Alert>
      );
    case "degraded":
      return (
        <Alert
          role="status"
          color="orange"
          icon={<IconAlertTriangle />}
          title="Something fails at the moment"
        >
          <TroubleWords connection={connection} otherwise={sentence} />
        </Alert>
      );
    case "connected":
    case "inbound_ready":
      // Once something has arrived, the first steps lie behind.
      if (webhook.lastDeliveryAt !== null) return <Text c="dimmed">{sentence}</Text>;
      return (
        <Paper withBorder bg="var(--lf-surface)" p={{ base: "md", xs: "lg" }}>
          <FirstSteps status={status} reason={statusReason}>
            Write to @{bot.username} in Telegram
            {sandbox && (
              <>
                , or in the <OutsideLink href={sandboxPage}>sandbox</OutsideLink> if it was made
                there
              </>
            )}
            .
          </FirstSteps>
        </Paper>
      );
    case "disconnected":
      return (
        <Text c="dimmed">
          Disconnected <Ago at={disconnectedAt} />. {sentence}
        </Text>
      );
    default:
      return <Text c="dimmed">{sentence}</Text>;
  }
}
