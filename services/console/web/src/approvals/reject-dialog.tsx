/** Asks why a message is rejected, should the approver want to say. */
import { Modal, Text, Textarea } from "@mantine/core";
import type { KeyboardEvent } from "react";
import { DialogForm } from "../ui/dialog-form.tsx";
import { Refusal, type RefusalWords } from "../ui/refusal.tsx";

interface RejectDialogProps {
  readonly opened: boolean;
  readonly chat: string;
  readonly busy: boolean;
  readonly problem: RefusalWords | null;
  readonly onReject: (reason: string | undefined) => void;
  readonly onClose: () => void;
}

export function RejectDialog(props: RejectDialogProps) {
  const { opened, chat, busy, problem, onReject, onClose } = props;
  function reject(given: FormData) {
    const reason = String(given.get("reason")).trim();
    onReject(reason === "" ? undefined : reason);
  }
  return (
    <Modal opened={opened} onClose={onClose} title={`Reject the message to ${chat}?`}>
      <DialogForm act="Reject" color="red" busy={busy} onAct={reject} onLeave={onClose}>
        <Text size="sm">It is not sent, now or later. Whoever asked sees your reason.</Text>
        <Textarea
          name="reason"
          label="Reason (optional)"
          autosize
          minRows={2}
          maxRows={8}
          maxLength={1_000}
          data-autofocus
          onKeyDown={submitWithEnter}
        />
        {problem && <Refusal words={problem} />}
      </DialogForm>
    </Modal>
  );
}

/** Enter makes a new line; with Ctrl or Cmd it rejects. */
function submitWithEnter(event: KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  event.currentTarget.form?.requestSubmit();
}
