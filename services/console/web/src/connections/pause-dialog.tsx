/** Asks why something is paused, so that whoever finds it paused knows. */
import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import type { FormEvent } from "react";
import type { Direction } from "../api/contract.ts";
import { Failure } from "../ui/failure.tsx";
import { useLast } from "../ui/use-last.ts";
import { directionWords } from "./paused-words.ts";

interface PauseDialogProps {
  /** Null while nothing is asked. */
  readonly direction: Direction | null;
  readonly busy: boolean;
  readonly error: unknown;
  readonly onPause: (reason: string) => void;
  readonly onClose: () => void;
}

export function PauseDialog({ direction, busy, error, onPause, onClose }: PauseDialogProps) {
  // The words stay while the dialog fades away.
  const words = directionWords[useLast(direction) ?? "both"];
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    onPause(String(new FormData(event.currentTarget).get("reason")).trim());
  }
  return (
    <Modal opened={direction !== null} onClose={onClose} title={words.question}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <Text size="sm">{words.consequence}</Text>
          <TextInput
            name="reason"
            label="Reason"
            placeholder="Such as: prices are wrong until noon"
            maxLength={500}
            required
            pattern=".*\S.*"
            withAsterisk={false}
            data-autofocus
          />
          {error !== null && <Failure error={error} title="It could not be paused" />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              Pause
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
