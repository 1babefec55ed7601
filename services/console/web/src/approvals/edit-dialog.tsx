/** Changes a message's words before it is approved, with what will be sent shown beside them. */
import { Modal, Skeleton, Text, Textarea } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconCheck } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type ApiProblem, asProblem } from "../api/api-problem.ts";
import { previewQuery } from "../api/approvals.ts";
import type { Approval, Part } from "../api/contract.ts";
import { ChatScreen } from "../telegram/chat-screen.tsx";
import { DialogForm } from "../ui/dialog-form.tsx";
import { Refusal, type RefusalWords } from "../ui/refusal.tsx";
import { chatName } from "./chat-words.ts";
import { type Content, editableWords, formatWords, withWords } from "./editable.ts";

interface EditDialogProps {
  readonly approval: Approval;
  readonly opened: boolean;
  readonly busy: boolean;
  readonly problem: RefusalWords | null;
  readonly onApprove: (content: Content) => void;
  readonly onClose: () => void;
}

export function EditDialog(props: EditDialogProps) {
  const { approval, opened, onClose } = props;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="lg"
      title={`Edit the message to ${chatName(approval.chat)}`}
    >
      <EditForm {...props} />
    </Modal>
  );
}

function EditForm({ approval, busy, problem, onApprove, onClose }: EditDialogProps) {
  const editable = editableWords(approval);
  const [words, setWords] = useState<readonly string[]>(editable.map((each) => each.words));
  const [settled] = useDebouncedValue(words, 350);
  const lacks = (said: readonly string[]) =>
    editable.some(({ needed }, index) => needed && (said[index] ?? "").trim() === "");
  const preview = useQuery({
    ...previewQuery(approval, withWords(approval, settled)),
    enabled: editable.length > 0 && !lacks(settled),
    placeholderData: keepPreviousData,
  });
  if (editable.length === 0) return null;
  const empty = lacks(words);
  const shown = preview.data?.parts;
  const fault = preview.isError ? asProblem(preview.error) : null;
  const current = settled === words && !preview.isFetching && fault === null;

  return (
    <DialogForm
      act="Approve this version"
      sign={<IconCheck size={18} />}
      busy={busy}
      disabled={empty || !current}
      onAct={() => onApprove(withWords(approval, words))}
      onLeave={onClose}
    >
      {editable.map(({ label, format }, index) => (
        <Textarea
          key={label}
          label={label}
          description={formatWords[format] ?? format}
          autosize
          minRows={editable.length === 1 ? 4 : 1}
          maxRows={14}
          value={words[index] ?? ""}
          onChange={({ currentTarget: { value } }) => setWords(words.with(index, value))}
          // Of an album it is not known here which one the server means.
          error={editable.length === 1 ? why(fault) : undefined}
          data-autofocus={index === 0 || undefined}
        />
      ))}
      {editable.length > 1 && fault !== null && (
        <Text role="alert" size="sm" c="red">
          {why(fault)}
        </Text>
      )}
      <div>
        <Text size="sm" fw={600} mb={6}>
          As it will look
        </Text>
        {shown === undefined ? (
          <Skeleton height={96} radius="md" aria-hidden />
        ) : (
          <ChatScreen
            chat={{ connectionId: approval.connection.id, chatId: approval.chat.id }}
            botName={approval.connection.botName}
            parts={withButtonsOf(approval.preview.parts, shown)}
          />
        )}
        {preview.data?.policy.effect === "block" && (
          <Text size="sm" c="red" mt="xs">
            A rule blocks this version: {preview.data.policy.explanation}
          </Text>
        )}
      </div>
      {problem && <Refusal words={problem} />}
    </DialogForm>
  );
}

function why(fault: ApiProblem | null): string | undefined {
  return fault === null ? undefined : (fault.errors[0]?.message ?? fault.message);
}

/** The buttons under it stay: an edit changes words alone, and the preview knows nothing else. */
function withButtonsOf(asked: readonly Part[], shown: readonly Part[]): readonly Part[] {
  const buttons = asked.at(-1)?.payload.reply_markup;
  if (buttons === undefined) return shown;
  return shown.map((part, index) =>
    index === shown.length - 1
      ? { ...part, payload: { ...part.payload, reply_markup: buttons } }
      : part,
  );
}
