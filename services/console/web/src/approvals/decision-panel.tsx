/** The two answers to an approval, what keeps a person from giving them, and what went wrong. */
import { ActionIcon, Alert, Button, Group, Kbd, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconCheck, IconLock, IconPencil, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { asProblem } from "../api/api-problem.ts";
import type { Approval, Decision } from "../api/contract.ts";
import { useMe } from "../api/me.ts";
import { laterDialog } from "../ui/later.tsx";
import { Refusal } from "../ui/refusal.tsx";
import { useShortcuts } from "../ui/use-shortcuts.ts";
import { chatName } from "./chat-words.ts";
import classes from "./decision-panel.module.css";
import { decisionProblem, whyNot } from "./decision-problem.ts";
import { type Content, editableWords } from "./editable.ts";
import { useDecision } from "./use-decision.ts";

const EditDialog = laterDialog(() =>
  import("./edit-dialog.tsx").then((module) => module.EditDialog),
);
const RejectDialog = laterDialog(() =>
  import("./reject-dialog.tsx").then((module) => module.RejectDialog),
);

interface DecisionPanelProps {
  readonly approval: Approval;
  /** A and R decide this one. */
  readonly shortcuts: boolean;
  readonly onDecided: () => void;
}

export function DecisionPanel({ approval, shortcuts, onDecided }: DecisionPanelProps) {
  const { id, digest, chat, status } = approval;
  const why = whyNot(approval, useMe());
  const [seen, setSeen] = useState(digest);
  const [rejecting, { open: openReject, close: closeReject }] = useDisclosure(false);
  const [editing, { open: openEdit, close: closeEdit }] = useDisclosure(false);
  const editable = editableWords(approval).length > 0;
  const decision = useDecision(id, (decided) => {
    closeReject();
    closeEdit();
    const approved = decided.status === "approved";
    notifications.show({
      color: decided.status === "rejected" ? "gray" : "green",
      message:
        decided.status === "pending"
          ? `Your approval counts. ${decided.missing} more ${decided.missing === 1 ? "is" : "are"} needed.`
          : approved
            ? `Approved. The message to ${chatName(chat)} goes out.`
            : `Rejected. Nothing is sent to ${chatName(chat)}.`,
    });
    // Where others have to approve it too, what comes of it is still to be seen here.
    if (decided.status !== "pending") onDecided();
  });

  const pending = status === "pending";
  const changed = pending && digest !== seen;
  const open = pending && why === null && !changed && !decision.isPending;
  const decide = (
    answer: Decision,
    more: { reason?: string | undefined; content?: Content } = {},
  ) => decision.mutate({ decision: answer, digest: seen, ...more });
  useShortcuts(
    {
      a: () => decide("approved"),
      r: openReject,
      e: () => editable && openEdit(),
    },
    { enabled: shortcuts && open },
  );

  // Where no answer came, what became of it is seen later.
  const known = !pending && decision.isError && asProblem(decision.error).code === "UNREACHABLE";
  const failed = decision.isError && !known ? decisionProblem(decision.error, approval) : null;
  const busyWith = decision.isPending ? decision.variables.decision : null;
  return (
    <>
      <div className={classes.foot}>
        {failed && !rejecting && !editing && <Refusal words={failed} />}
        {changed && (
          <Alert
            role="alert"
            color="yellow"
            icon={<IconPencil />}
            title="This message was changed just now"
          >
            <Text size="sm" mb="xs">
              What you see is the new version.
            </Text>
            <Button
              size="xs"
              variant="default"
              onClick={() => {
                decision.reset();
                setSeen(digest);
              }}
            >
              I have read the new version
            </Button>
          </Alert>
        )}
        {pending && why !== null && (
          <Group gap="xs" wrap="nowrap" className={classes.why}>
            <IconLock size={18} className={classes.sign} aria-hidden />
            <Text size="sm">{why}</Text>
          </Group>
        )}
        {pending && why === null && (
          <div className={classes.answers}>
            <Button
              leftSection={<IconCheck size={18} />}
              rightSection={shortcuts && <Kbd visibleFrom="sm">A</Kbd>}
              loading={busyWith === "approved"}
              disabled={!open && busyWith !== "approved"}
              onClick={() => decide("approved")}
            >
              Approve
            </Button>
            <Button
              variant="default"
              leftSection={<IconX size={18} />}
              rightSection={shortcuts && <Kbd visibleFrom="sm">R</Kbd>}
              loading={busyWith === "rejected"}
              disabled={!open && busyWith !== "rejected"}
              onClick={openReject}
            >
              Reject
            </Button>
            {editable && (
              <ActionIcon
                variant="default"
                hiddenFrom="xs"
                className={classes.small}
                aria-label="Edit"
                disabled={!open}
                onClick={openEdit}
              >
                <IconPencil size={20} />
              </ActionIcon>
            )}
            {editable && (
              <Button
                variant="default"
                visibleFrom="xs"
                leftSection={<IconPencil size={18} />}
                rightSection={shortcuts && <Kbd visibleFrom="sm">E</Kbd>}
                disabled={!open}
                onClick={openEdit}
              >
                Edit
              </Button>
            )}
          </div>
        )}
      </div>
      <RejectDialog
        opened={rejecting && pending}
        chat={chatName(chat)}
        busy={decision.isPending}
        problem={failed}
        onReject={(reason) => decide("rejected", { reason })}
        onClose={closeReject}
      />
      <EditDialog
        approval={approval}
        opened={editing && pending}
        busy={decision.isPending}
        problem={failed}
        onApprove={(content) => decide("approved", { content })}
        onClose={closeEdit}
      />
    </>
  );
}
