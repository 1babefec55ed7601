/** Asks why something is paused and for how long, so that whoever finds it paused knows. */
import { Modal, NativeSelect, Text, TextInput } from "@mantine/core";
import { DialogForm } from "../ui/dialog-form.tsx";
import { useLast } from "../ui/use-last.ts";

export interface PauseQuestion {
  readonly question: string;
  readonly consequence: string;
}

export interface AskedPause {
  readonly reason: string;
  /** Without it, until somebody resumes. */
  readonly until?: Date;
}

const hourMs = 3_600_000;
const spans = [
  { value: "", label: "Until somebody resumes" },
  { value: String(hourMs / 2), label: "30 minutes" },
  { value: String(hourMs), label: "1 hour" },
  { value: String(4 * hourMs), label: "4 hours" },
  { value: String(24 * hourMs), label: "A day" },
];

interface PauseDialogProps {
  /** Null while nothing is asked. */
  readonly words: PauseQuestion | null;
  readonly busy: boolean;
  readonly error: unknown;
  readonly onPause: (pause: AskedPause) => void;
  readonly onClose: () => void;
}

export function PauseDialog({ words, busy, error, onPause, onClose }: PauseDialogProps) {
  // The words stay while the dialog fades away.
  const shown = useLast(words);
  function pause(given: FormData) {
    const span = Number(given.get("span"));
    onPause({
      reason: String(given.get("reason")).trim(),
      ...(span > 0 && { until: new Date(Date.now() + span) }),
    });
  }
  return (
    <Modal opened={words !== null} onClose={onClose} title={shown?.question}>
      <DialogForm
        act="Pause"
        busy={busy}
        error={error}
        failed="It could not be paused"
        onAct={pause}
        onLeave={onClose}
      >
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
        <NativeSelect name="span" label="For how long" data={spans} />
      </DialogForm>
    </Modal>
  );
}
