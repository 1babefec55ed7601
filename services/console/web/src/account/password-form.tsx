/** Asks for the password once more: a session that was left open is not enough. */
import { Button, Group, PasswordInput, Stack, Text } from "@mantine/core";
import type { FormEvent } from "react";
import { Failure } from "../ui/failure.tsx";

interface PasswordFormProps {
  readonly lead: string;
  readonly act: string;
  readonly busy: boolean;
  readonly error: unknown;
  readonly onConfirm: (password: string) => void;
  readonly onCancel: () => void;
}

export function PasswordForm({ lead, act, busy, error, onConfirm, onCancel }: PasswordFormProps) {
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    onConfirm(String(new FormData(event.currentTarget).get("password")));
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
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
        {error !== null && <Failure error={error} title="That did not work" />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            {act}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
