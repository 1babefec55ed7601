/** Where to write to the bot, while the first message is waited for. */
import { Button, Loader, Text } from "@mantine/core";
import { IconExternalLink } from "@tabler/icons-react";
import type { FirstRun } from "../api/contract.ts";
import { sandboxChat } from "../api/sandbox.ts";
import classes from "./connect-step.module.css";

export function HelloStep({
  connection,
}: {
  readonly connection: NonNullable<FirstRun["connection"]>;
}) {
  const { bot, sandbox } = connection;
  const href = sandbox
    ? sandboxChat(bot.id)
    : `https://t.me/${encodeURIComponent(bot.username)}?start=hello`;
  return (
    <>
      <Text size="sm">
        {sandbox
          ? "Open its chat in the sandbox and write something, such as “/start”, as people do who meet a bot."
          : "Open it in Telegram and press Start, or write to it: a bot may only write to people who wrote first."}
      </Text>
      <div>
        <Button
          component="a"
          href={href}
          target="_blank"
          rel="noopener noreferrer"
          maw="100%"
          rightSection={<IconExternalLink size={18} />}
        >
          Write to @{bot.username}
        </Button>
      </div>
      <div className={classes.waiting} role="status">
        <Loader size="sm" />
        <Text size="sm" c="dimmed">
          Waiting for its first message. It shows here by itself.
        </Text>
      </div>
    </>
  );
}
