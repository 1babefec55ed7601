/** Does something that needs the password once more, and shows backup codes where it makes some. */
import { Modal } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { Enrolment } from "../api/account.ts";
import { BackupCodes } from "./backup-codes.tsx";
import { PasswordForm } from "./password-form.tsx";

interface PasswordDialogProps {
  readonly opened: boolean;
  readonly title: string;
  readonly lead: string;
  readonly act: string;
  readonly onConfirm: (password: string) => Promise<unknown>;
  readonly onDone?: (() => Promise<void>) | undefined;
  readonly onClose: () => void;
}

export function PasswordDialog(props: PasswordDialogProps) {
  const { opened, title, lead, act, onConfirm, onDone, onClose } = props;
  const confirm = useMutation({
    mutationFn: async (password: string) => {
      const answer = (await onConfirm(password)) as Partial<Enrolment>;
      await onDone?.();
      return answer;
    },
    onSuccess: ({ backupCodes }) => {
      if (backupCodes === undefined) onClose();
    },
  });
  const codes = confirm.data?.backupCodes;
  return (
    <Modal opened={opened} onClose={onClose} title={title} onExitTransitionEnd={confirm.reset}>
      {codes === undefined ? (
        <PasswordForm
          {...{ lead, act }}
          busy={confirm.isPending}
          error={confirm.error}
          onConfirm={confirm.mutate}
          onCancel={onClose}
        />
      ) : (
        <BackupCodes codes={codes} onDone={onClose} />
      )}
    </Modal>
  );
}
