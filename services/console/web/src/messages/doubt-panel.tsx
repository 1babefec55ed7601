/** The three answers to the question whether an uncertain message arrived, each with its consequence. */
import { Button, Modal, Text, Textarea, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconCheck, IconRefresh, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import type { BodyOf, MessageDetail } from "../api/contract.ts";
import { useMay } from "../api/me.ts";
import { resolveMessage } from "../api/messages.ts";
import { DialogForm } from "../ui/dialog-form.tsx";
import { useLast } from "../ui/use-last.ts";
import classes from "./doubt-panel.module.css";
import { useMessageAction } from "./use-message-action.ts";

type Resolution = BodyOf<"resolveMessage">;
type OutcomeName = Resolution["outcome"];

const answers = [
  {
    outcome: "delivered",
    label: "It arrived",
    icon: IconCheck,
    consequence: "It counts as sent. Nothing goes out again.",
    done: "Kept as sent.",
  },
  {
    outcome: "resend",
    label: "Send again",
    icon: IconRefresh,
    consequence: "What is in doubt goes out again. If it had arrived, it arrives twice.",
    done: "It goes out again.",
  },
  {
    outcome: "abandon",
    label: "Give up",
    icon: IconTrash,
    consequence: "It counts as failed, and what of it has not gone out does not.",
    done: "Given up.",
  },
] as const satisfies readonly { outcome: OutcomeName; [more: string]: unknown }[];

type Answer = (typeof answers)[number];

/** The ways of a small panel in a list, or of a message's own page. */
export function DoubtPanel({ message }: { readonly message: Pick<MessageDetail, "id"> }) {
  const mayDecide = useMay("approvals:decide");
  const [asked, setAsked] = useState<Answer | null>(null);
  const shown = useLast(asked);
  const resolve = useMessageAction(
    (body: Resolution) => resolveMessage(message.id, body),
    () => {
      notifications.show({ color: "green", message: shown?.done ?? "Decided." });
      setAsked(null);
    },
  );
  if (!mayDecide) {
    return (
      <Text size="sm" c="dimmed">
        Somebody who may decide approvals has to say whether it arrived.
      </Text>
    );
  }

  function answer(given: FormData) {
    if (asked === null) return;
    resolve.mutate({ outcome: asked.outcome, reason: String(given.get("reason")).trim() });
  }
  function close() {
    setAsked(null);
    resolve.reset();
  }

  return (
    <>
      <div className={classes.answers}>
        {answers.map((answer) => (
          <Button
            key={answer.outcome}
            variant="default"
            leftSection={<answer.icon size={18} aria-hidden />}
            onClick={() => setAsked(answer)}
          >
            {answer.label}
          </Button>
        ))}
      </div>
      <Modal opened={asked !== null} onClose={close} title={`${shown?.label ?? ""}?`}>
        <DialogForm
          act={shown?.label}
          busy={resolve.isPending}
          error={resolve.error}
          failed="Nothing was decided"
          onAct={answer}
          onLeave={close}
        >
          <Text size="sm">{shown?.consequence}</Text>
          <Textarea
            name="reason"
            label="How do you know?"
            description="Kept with the decision."
            placeholder="I looked into the chat."
            required
            withAsterisk={false}
            autosize
            minRows={2}
            maxLength={1_000}
            data-autofocus
          />
        </DialogForm>
      </Modal>
    </>
  );
}

export function DoubtQuestion() {
  return (
    <div>
      <Title order={2} size="h4">
        Did it arrive?
      </Title>
      <Text size="sm" c="dimmed" mt={4}>
        Telegram was asked to send it, and no clear answer came back. Look into the chat, then say
        what you see. Nothing goes out by itself.
      </Text>
    </div>
  );
}
