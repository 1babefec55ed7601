/** The first thing a new workspace sees: what a connection is and how to get one. */
import { IconPlugConnected, IconPlus } from "@tabler/icons-react";
import { useMay } from "../api/me.ts";
import { useSandbox } from "../api/sandbox.ts";
import { ButtonLink, TextLink } from "../ui/link.tsx";
import { Nothing } from "../ui/nothing.tsx";

export function NoConnection() {
  const mayManage = useMay("connections:manage");
  const sandbox = useSandbox();
  return (
    <Nothing
      icon={<IconPlugConnected size={28} />}
      title="No bot is connected yet"
      actions={
        mayManage ? (
          <>
            <ButtonLink
              to="/settings/connections/new"
              size="md"
              leftSection={<IconPlus size={18} />}
            >
              Add connection
            </ButtonLink>
            <TextLink to="/first-steps" size="sm">
              {sandbox
                ? "No bot at hand? Try it with one of the sandbox"
                : "Show me the first steps"}
            </TextLink>
          </>
        ) : (
          <>Ask an owner or admin of this workspace to add one.</>
        )
      }
    >
      A connection lets LumenFlow receive what people write to your Telegram bot, and send what you
      approve. All it takes is the token that BotFather gave you for the bot.
    </Nothing>
  );
}
