/** What disconnecting could not do, and how a person does it by hand. */
import { Alert, Code, List, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { Connection } from "../api/contract.ts";
import { TextLink } from "../ui/link.tsx";
import classes from "./disconnect-warnings.module.css";
import { isLive } from "./status-words.ts";

export function DisconnectWarnings({ connection }: { connection: Connection }) {
  const { warnings, status, bot } = connection;
  const webhookLeft = !isLive(status) && warnings.some((warning) => /webhook/i.test(warning));
  return (
    <Alert
      role="alert"
      color="orange"
      icon={<IconAlertTriangle />}
      title="One thing is left to you"
    >
      <Stack gap="sm">
        {warnings.map((warning) => (
          <Text key={warning} size="sm">
            {warning}
          </Text>
        ))}
        {webhookLeft && (
          <>
            <Text size="sm" fw={600}>
              Either of these removes it:
            </Text>
            <List size="sm" spacing={6}>
              <List.Item>
                Ask BotFather for @{bot.username}’s new token (/mybots, the bot, API Token) and open
                this address with it:{" "}
                <Code className={classes.address}>
                  https://api.telegram.org/bot&lt;new token&gt;/deleteWebhook
                </Code>
              </List.Item>
              <List.Item>
                <TextLink to="/settings/connections/new" inherit>
                  Connect the bot again
                </TextLink>{" "}
                with its new token: the webhook is then replaced.
              </List.Item>
            </List>
            <Text size="sm">
              Until then Telegram keeps trying to deliver here. It is refused, and nothing is
              stored.
            </Text>
          </>
        )}
      </Stack>
    </Alert>
  );
}
