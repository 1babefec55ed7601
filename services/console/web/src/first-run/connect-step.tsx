/** Connects the first bot: one of the sandbox at a press, or one's own by its token. */
import { Alert, Loader, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { FirstRun } from "../api/contract.ts";
import { useSandbox } from "../api/sandbox.ts";
import { TextLink } from "../ui/link.tsx";
import classes from "./connect-step.module.css";
import { OwnBot } from "./own-bot.tsx";
import { SandboxBot } from "./sandbox-bot.tsx";

export function ConnectStep({ connection }: Pick<FirstRun, "connection">) {
  const sandbox = useSandbox();
  if (connection !== null) return <BeingSetUp connection={connection} />;
  return (
    <>
      <Text size="sm" c="dimmed">
        A connection receives what people write to a Telegram bot, and sends what you approve.
      </Text>
      <div className={classes.ways}>
        {sandbox && <SandboxBot />}
        <OwnBot only={!sandbox} />
      </div>
    </>
  );
}

function BeingSetUp({ connection }: { connection: NonNullable<FirstRun["connection"]> }) {
  const { id, bot, status, statusReason } = connection;
  const link = (
    <TextLink to="/settings/connections/$id" params={{ id }} size="sm">
      Show the connection
    </TextLink>
  );
  if (status !== "connected") {
    return (
      <Alert
        role="alert"
        color="orange"
        icon={<IconAlertTriangle />}
        title={`Something keeps @${bot.username} from working`}
      >
        <Text size="sm" mb="xs">
          {statusReason ?? "The connection says what, and what to do."}
        </Text>
        {link}
      </Alert>
    );
  }
  return (
    <div className={classes.waiting} role="status">
      <Loader size="sm" />
      <Text size="sm">
        {statusReason ??
          `Telegram is being told where to deliver what people write to @${bot.username}…`}
      </Text>
      {statusReason !== null && link}
    </div>
  );
}
