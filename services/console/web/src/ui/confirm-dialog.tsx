/** Asks once more before something that cannot be taken back, and says what it means. */
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { Failure } from "./failure.tsx";
import { useLast } from "./use-last.ts";

export interface Confirmation {
  readonly question: string;
  readonly consequence: string;
  /** What the button says, such as "Remove Ada". */
  readonly act: string;
}

interface ConfirmDialogProps {
  /** Null while nothing is asked. */
  readonly words: Confirmation | null;
  readonly busy: boolean;
  readonly error: unknown;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

export function ConfirmDialog({ words, busy, error, onConfirm, onClose }: ConfirmDialogProps) {
  // The words stay while the dialog fades away.
  const shown = useLast(words);
  return (
    <Modal opened={words !== null} onClose={onClose} title={shown?.question}>
      <Stack gap="md">
        <Text size="sm">{shown?.consequence}</Text>
        {error !== null && <Failure error={error} title="It could not be done" />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose} data-autofocus>
            Cancel
          </Button>
          <Button color="red" loading={busy} onClick={onConfirm}>
            {shown?.act}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
