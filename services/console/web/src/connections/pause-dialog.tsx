/** Asks why something is paused, so that whoever finds it paused knows. */
import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import type { FormEvent } from "react";
import { Failure } from "../ui/failure.tsx";
import { useLast } from "../ui/use-last.ts";

export interface PauseQuestion {
  readonly question: string;
  readonly consequence: string;
}

interface PauseDialogProps {
  /** Null while nothing is asked. */
  readonly words: PauseQuestion | null;
  readonly busy: boolean;
  readonly error: unknown;
  readonly onPause: (reason: string) => void;
  readonly onClose: () => void;
}

export function PauseDialog({ words, busy, error, onPause, onClose }: PauseDialogProps) {
  // The words stay while the dialog fades away.
  const shown = useLast(words);
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    onPause(String(new FormData(event.currentTarget).get("reason")).trim());
  }
  return (
    <Modal opened={words !== null} onClose={onClose} title={shown?.question}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <Text size="sm">{shown?.consequence}</Text>
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
