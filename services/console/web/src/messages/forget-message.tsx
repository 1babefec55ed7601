/** Forgets what a message said, for good, once it is over. */
import { Button, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconEraser } from "@tabler/icons-react";
import type { MessageDetail } from "../api/contract.ts";
import { useMay } from "../api/me.ts";
import { purgeMessage } from "../api/messages.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { useMessageAction } from "./use-message-action.ts";

const over: readonly MessageDetail["status"][] = [
  "sent",
  "failed",
  "rejected",
  "expired",
  "cancelled",
  "blocked",
];

const words = {
  question: "Forget what this message said?",
  consequence:
    "Its words, files and what was said about it are erased here, for good. That it was asked for, who decided and the proof of the audit trail stay. In Telegram nothing is deleted.",
  act: "Forget it",
};

export function ForgetMessage({ message }: { readonly message: MessageDetail }) {
  const { id, status, purgedAt } = message;
  const [opened, { open, close }] = useDisclosure(false);
  const mayForget = useMay("connections:manage");
  const purge = useMessageAction(
    () => purgeMessage(id),
    () => {
      notifications.show({ message: "Forgotten. Nobody knows any more what it said." });
      close();
    },
  );
  if (!mayForget || purgedAt !== null || !over.includes(status)) return null;
  return (
    <Group justify="flex-end">
      <Button variant="default" leftSection={<IconEraser size={18} />} onClick={open}>
        Forget what it said
      </Button>
      <ConfirmDialog
        words={opened ? words : null}
        busy={purge.isPending}
        error={purge.error}
        onConfirm={() => purge.mutate()}
        onClose={close}
      />
    </Group>
  );
}
