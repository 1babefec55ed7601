/** The first thing a new workspace sees: what a connection is and how to get one. */
import { IconPlugConnected, IconPlus } from "@tabler/icons-react";
import { useMay } from "../api/me.ts";
import { sandboxPage, useSandbox } from "../api/sandbox.ts";
import { ButtonLink } from "../ui/link.tsx";
import { Nothing } from "../ui/nothing.tsx";
import { OutsideLink } from "../ui/outside-link.tsx";

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
            {sandbox && (
              <OutsideLink href={sandboxPage} size="sm">
                No bot at hand? Make one to try out in the sandbox
              </OutsideLink>
            )}
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
