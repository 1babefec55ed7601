/** An inbox with nothing in it says what to do next. */
import { IconChecks } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { connectionsQuery } from "../api/connections.ts";
import { sandboxPage, useSandbox } from "../api/sandbox.ts";
import { NoConnection } from "../connections/no-connection.tsx";
import { Nothing } from "../ui/nothing.tsx";
import { OutsideLink } from "../ui/outside-link.tsx";
import { ApprovalSkeleton } from "./approval-skeleton.tsx";

export function InboxEmpty() {
  const connections = useQuery(connectionsQuery({ disconnected: false }));
  const sandbox = useSandbox();
  if (connections.isPending) return <ApprovalSkeleton />;
  if (connections.data?.data.length === 0) return <NoConnection />;
  return (
    <Nothing
      icon={<IconChecks size={28} />}
      title="Nothing waits for a decision"
      actions={
        sandbox && (
          <OutsideLink href={sandboxPage} size="sm">
            To try it, write to your bot in the sandbox with the example Sidekick switched on
          </OutsideLink>
        )
      }
    >
      When Sidekick or another program asks to send a message, it appears here at once, as it will
      look in Telegram. You can leave this page open.
    </Nothing>
  );
}
