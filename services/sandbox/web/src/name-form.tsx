/** Asks for one name. */
import { Button, Group, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";

export interface NameFormProps {
  label: string;
  pending: boolean;
  error: string | undefined;
  onSubmit(name: string): void;
  onCancel(): void;
}

export function NameForm({ label, pending, error, onSubmit, onCancel }: NameFormProps) {
  const [name, setName] = useState("");
  function submit(event: FormEvent): void {
    event.preventDefault();
    onSubmit(name);
  }
  return (
    <form onSubmit={submit}>
      <TextInput
        size="xs"
        mt="xs"
        label={label}
        required
        data-autofocus
        maxLength={64}
        value={name}
        error={error}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Group gap="xs" mt="xs">
        <Button size="compact-sm" type="submit" loading={pending}>
          Create
        </Button>
        <Button size="compact-sm" variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </Group>
    </form>
  );
}
