/** Decides all chosen approvals together, after one more look at whom they are for. */
import { Alert, Button, Kbd, List, Modal, Paper, Text, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle, IconCheck, IconX } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { approvalsKey, resolveApprovals } from "../api/approvals.ts";
import type { Approval, Decision } from "../api/contract.ts";
import { DialogForm } from "../ui/dialog-form.tsx";
import { Refusal } from "../ui/refusal.tsx";
import { useShortcuts } from "../ui/use-shortcuts.ts";
import classes from "./bulk-bar.module.css";
import { chatName } from "./chat-words.ts";
import { decisionProblem } from "./decision-problem.ts";
import type { Chosen } from "./use-chosen.ts";

interface BulkBarProps {
  readonly chosen: Chosen;
  readonly shortcuts: boolean;
  readonly onDecided: () => void;
}

export function BulkBar({ chosen, shortcuts, onDecided }: BulkBarProps) {
  const { list, clear } = chosen;
  const [asked, setAsked] = useState<Decision | null>(null);
  const queryClient = useQueryClient();
  const decision = useMutation({
    mutationFn: async ({ answer, reason }: { answer: Decision; reason: string }) => {
      const decisions = list.map(({ id, digest }) => ({
        id,
        digest,
        decision: answer,
        ...(reason !== "" && { reason }),
      }));
      const { results } = await resolveApprovals({ decisions });
      return results;
    },
    onSuccess(results, { answer }) {
      const done = results.filter(({ ok }) => ok).length;
      setAsked(null);
      clear();
      onDecided();
      if (done === 0) return;
      notifications.show({
        color: answer === "approved" ? "green" : "gray",
        message:
          answer === "approved"
            ? `${countOf(done)} approved. They go out.`
            : `${countOf(done)} rejected. Nothing of them is sent.`,
      });
    },
    onSettled: () => void queryClient.invalidateQueries({ queryKey: approvalsKey }),
  });
  useShortcuts(
    { a: () => setAsked("approved"), r: () => setAsked("rejected"), Escape: clear },
    { enabled: shortcuts && list.length > 0 },
  );

  const refused = (decision.data ?? []).flatMap((result) => (result.ok ? [] : [result]));
  return (
    <>
      {refused.length > 0 && (
        <Alert
          role="alert"
          color="red"
          mb="md"
          icon={<IconAlertTriangle />}
          title={`${countOf(refused.length)} could not be decided`}
          withCloseButton
          closeButtonLabel="Close"
          onClose={() => decision.reset()}
        >
          <List size="sm">
            {refused.map(({ id, problem }) => (
              <List.Item key={id}>{problem.detail}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      {list.length > 0 && (
        <Paper
          withBorder
          shadow="md"
          className={classes.bar}
          role="region"
          aria-label="Chosen approvals"
        >
          <Text size="sm" fw={600} className={classes.count}>
            {list.length} chosen
          </Text>
          <Button
            size="sm"
            leftSection={<IconCheck size={18} />}
            rightSection={shortcuts && <Kbd visibleFrom="sm">A</Kbd>}
            onClick={() => setAsked("approved")}
          >
            Approve all
          </Button>
          <Button
            size="sm"
            variant="default"
            leftSection={<IconX size={18} />}
            rightSection={shortcuts && <Kbd visibleFrom="sm">R</Kbd>}
            onClick={() => setAsked("rejected")}
          >
            Reject all
          </Button>
          <Button size="sm" variant="subtle" onClick={clear} className={classes.clear}>
            Clear
          </Button>
        </Paper>
      )}
      <AskOnce
        asked={asked}
        list={list}
        busy={decision.isPending}
        error={decision.error}
        onDecide={(answer, reason) => decision.mutate({ answer, reason })}
        onClose={() => {
          setAsked(null);
          if (decision.isError) decision.reset();
        }}
      />
    </>
  );
}

interface AskOnceProps {
  readonly asked: Decision | null;
  readonly list: readonly Approval[];
  readonly busy: boolean;
  readonly error: unknown;
  readonly onDecide: (answer: Decision, reason: string) => void;
  readonly onClose: () => void;
}

/** As many names as fit a phone. */
const namedAtMost = 8;

function AskOnce({ asked, list, busy, error, onDecide, onClose }: AskOnceProps) {
  const rejects = asked === "rejected";
  function decide(given: FormData) {
    if (asked !== null) onDecide(asked, String(given.get("reason") ?? "").trim());
  }
  const failed = error ? decisionProblem(error, { status: "pending" }) : null;
  return (
    <Modal
      opened={asked !== null}
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

function countOf(count: number): string {
  return count === 1 ? "1 message" : `${count} messages`;
}
