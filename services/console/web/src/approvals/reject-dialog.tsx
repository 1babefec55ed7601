/** Asks why a message is rejected, should the approver want to say. */
import { Alert, Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { FormEvent, KeyboardEvent } from "react";

interface RejectDialogProps {
  readonly opened: boolean;
  readonly chat: string;
  readonly busy: boolean;
  readonly problem: { readonly title: string; readonly detail: string } | null;
  readonly onReject: (reason: string | undefined) => void;
  readonly onClose: () => void;
}

export function RejectDialog(props: RejectDialogProps) {
  const { opened, chat, busy, problem, onReject, onClose } = props;
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget).get("reason")).trim();
    onReject(reason === "" ? undefined : reason);
  }
  return (
    <Modal opened={opened} onClose={onClose} title={`Reject the message to ${chat}?`}>
      <form onSubmit={submit}>
        <Stack gap="md">
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
          {problem && (
            <Alert role="alert" color="red" icon={<IconAlertTriangle />} title={problem.title}>
              {problem.detail}
            </Alert>
          )}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" color="red" loading={busy}>
              Reject
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Enter makes a new line; with Ctrl or Cmd it rejects. */
function submitWithEnter(event: KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  event.currentTarget.form?.requestSubmit();
}
