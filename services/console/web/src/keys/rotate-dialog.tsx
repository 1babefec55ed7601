/** Gives a key a new secret: for how long the old one still works, then the new one, once. */
import { Modal, Radio, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { ApiKey } from "../api/contract.ts";
import { rotateKey } from "../api/keys.ts";
import { DialogForm } from "../ui/dialog-form.tsx";
import { ShownOnce } from "../ui/shown-once.tsx";
import { useKeysAction } from "./use-keys-action.ts";

interface RotateDialogProps {
  readonly apiKey: ApiKey;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** In seconds. */
const overlaps = [
  { value: "3600", label: "For one hour" },
  { value: "86400", label: "For one day" },
  { value: "604800", label: "For seven days" },
  { value: "0", label: "Not at all: it has become known to others" },
];

export function RotateDialog({ apiKey: { id, name }, opened, onClose }: RotateDialogProps) {
  const [overlap, setOverlap] = useState("86400");
  const rotate = useKeysAction(rotateKey);
  const made = rotate.data;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={`${made ? "The new secret of" : "Rotate"} ${name}`}
      onExitTransitionEnd={rotate.reset}
    >
      {made === undefined ? (
        <DialogForm
          act="Rotate"
          busy={rotate.isPending}
          error={rotate.error}
          failed="It could not be rotated"
          onAct={() => rotate.mutate({ id, overlapSeconds: Number(overlap) })}
          onLeave={onClose}
        >
          <Text size="sm">
            The key gets a new secret; its name, scopes and expiry stay. Give its program the new
            one before the old one ends.
          </Text>
          <Radio.Group label="The old secret still works" value={overlap} onChange={setOverlap}>
            <Stack gap="xs" mt={6}>
              {overlaps.map((choice) => (
                <Radio key={choice.value} {...choice} />
              ))}
            </Stack>
          </Radio.Group>
        </DialogForm>
      ) : (
        <ShownOnce label="API key" value={made.apiKey} onDone={onClose}>
          Put it where its program reads it. It is shown this once.
        </ShownOnce>
      )}
    </Modal>
  );
}
