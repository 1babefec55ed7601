/** Asks for the password once more: a session that was left open is not enough. */
import { PasswordInput, Text } from "@mantine/core";
import { DialogForm } from "../ui/dialog-form.tsx";

interface PasswordFormProps {
  readonly lead: string;
  readonly act: string;
  readonly busy: boolean;
  readonly error: unknown;
  readonly onConfirm: (password: string) => void;
  readonly onCancel: () => void;
}

export function PasswordForm({ lead, act, busy, error, onConfirm, onCancel }: PasswordFormProps) {
  return (
    <DialogForm
      act={act}
      busy={busy}
      error={error}
      failed="That did not work"
      onAct={(given) => onConfirm(String(given.get("password")))}
      onLeave={onCancel}
    >
      <Text size="sm">{lead}</Text>
      <PasswordInput
        label="Your password"
        name="password"
        autoComplete="current-password"
        required
        withAsterisk={false}
        visibilityToggleButtonProps={{ "aria-label": "Show or hide the password" }}
        data-autofocus
      />
    </DialogForm>
  );
}
