/** Asks once more before something that cannot be taken back, and says what it means. */
import { Modal, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { DialogForm } from "./dialog-form.tsx";
import { useLast } from "./use-last.ts";

export interface Confirmation {
  readonly question: string;
  readonly consequence: ReactNode;
  /** What the button says, such as "Remove Ada". */
  readonly act: string;
  /** What the other one says, where "Cancel" could be taken for the act itself. */
  readonly leave?: string;
  /** What is harmless is no warning. */
  readonly harmless?: boolean;
}

interface ConfirmDialogProps {
  /** Null while nothing is asked. */
  readonly words: Confirmation | null;
  readonly size?: "lg";
  readonly busy: boolean;
  readonly error: unknown;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  const { words, size, busy, error, onConfirm, onClose } = props;
  // The words stay while the dialog fades away.
  const shown = useLast(words);
  return (
    <Modal
      opened={words !== null}
      onClose={onClose}
      title={shown?.question}
      {...(size !== undefined && { size })}
    >
      <DialogForm
        act={shown?.act}
        leave={shown?.leave}
        color={shown?.harmless ? undefined : "red"}
        focus="leave"
        busy={busy}
        error={error}
        failed="It could not be done"
        onAct={onConfirm}
        onLeave={onClose}
      >
        <Text size="sm" component="div">
          {shown?.consequence}
        </Text>
      </DialogForm>
    </Modal>
  );
}
