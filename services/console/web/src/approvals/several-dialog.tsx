/** Asks once more before several approvals are decided together, and names whom they are for. */
import { List, Modal, Text, Textarea } from "@mantine/core";
import type { Approval, Decision } from "../api/contract.ts";
import { DialogForm } from "../ui/dialog-form.tsx";
import { Refusal } from "../ui/refusal.tsx";
import { useLast } from "../ui/use-last.ts";
import { chatName } from "./chat-words.ts";
import { countOf } from "./count-of.ts";
import { decisionProblem } from "./decision-problem.ts";

interface SeveralDialogProps {
  readonly opened: boolean;
  /** Null while nothing is asked. */
  readonly asked: Decision | null;
  /** In the order in which they are decided. */
  readonly list: readonly Approval[];
  readonly busy: boolean;
  readonly error: unknown;
  readonly onDecide: (answer: Decision, reason: string) => void;
  readonly onClose: () => void;
}

/** As many names as fit a phone. */
const namedAtMost = 8;

export function SeveralDialog(props: SeveralDialogProps) {
  const { opened, asked, busy, error, onDecide, onClose } = props;
  // What was asked stays while the dialog fades away.
  const rejects = useLast(asked) === "rejected";
  const list = useLast(opened ? props.list : null) ?? props.list;
  function decide(given: FormData) {
    if (asked !== null) onDecide(asked, String(given.get("reason") ?? "").trim());
  }
  const failed = error ? decisionProblem(error, { status: "pending" }) : null;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={`${rejects ? "Reject" : "Approve"} ${countOf(list.length)}?`}
    >
      <DialogForm
        act={`${rejects ? "Reject" : "Approve"} ${list.length}`}
        color={rejects ? "red" : undefined}
        focus={rejects ? undefined : "act"}
        busy={busy}
        onAct={decide}
        onLeave={onClose}
      >
        <Text size="sm">
          {rejects
            ? "None of them is sent, now or later. Whoever asked sees your reason."
            : "They go out at once, each as you have seen it."}
        </Text>
        <List size="sm" aria-label="To whom">
          {list.slice(0, namedAtMost).map(({ id, chat }) => (
            <List.Item key={id}>{chatName(chat)}</List.Item>
          ))}
          {list.length > namedAtMost && <List.Item>and {list.length - namedAtMost} more</List.Item>}
        </List>
        {rejects && (
          <Textarea
            name="reason"
            label="Reason (optional)"
            autosize
            minRows={2}
            maxLength={1_000}
            data-autofocus
          />
        )}
        {failed && <Refusal words={failed} />}
      </DialogForm>
    </Modal>
  );
}
