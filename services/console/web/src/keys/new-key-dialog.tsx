/** Makes an API key: what for, what it may, how long; then shows it once. */
import { Checkbox, Modal, NativeSelect, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Scope } from "../api/contract.ts";
import { makeKey, type NewKey } from "../api/keys.ts";
import { useMe } from "../api/me.ts";
import { DialogForm } from "../ui/dialog-form.tsx";
import { ShownOnce } from "../ui/shown-once.tsx";
import { scopeWords, sidekickScopes } from "./scope-words.ts";
import { useKeysAction } from "./use-keys-action.ts";

interface NewKeyDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function NewKeyDialog({ opened, onClose }: NewKeyDialogProps) {
  const make = useKeysAction(makeKey);
  const made = make.data;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={made ? `The key ${made.name}` : "New API key"}
      onExitTransitionEnd={make.reset}
    >
      {made === undefined ? (
        <NewKeyForm
          busy={make.isPending}
          error={make.error}
          onMake={(asked) => make.mutate(asked)}
          onClose={onClose}
        />
      ) : (
        <ShownOnce label="API key" value={made.apiKey} onDone={onClose}>
          Put it where its program reads it. It is shown this once; only its digest is kept.
        </ShownOnce>
      )}
    </Modal>
  );
}

/** Days; an empty one never ends. */
const spans = [
  { value: "", label: "Never" },
  { value: "30", label: "In 30 days" },
  { value: "90", label: "In 90 days" },
  { value: "365", label: "In a year" },
];
const dayMs = 86_400_000;

interface NewKeyFormProps {
  readonly busy: boolean;
  readonly error: unknown;
  readonly onMake: (asked: NewKey) => void;
  readonly onClose: () => void;
}

function NewKeyForm({ busy, error, onMake, onClose }: NewKeyFormProps) {
  const { scopes: own } = useMe();
  const [scopes, setScopes] = useState<readonly string[]>(
    sidekickScopes.filter((scope) => own.includes(scope)),
  );
  function ask(given: FormData) {
    const days = Number(given.get("days"));
    const expiresAt = days > 0 ? new Date(Date.now() + days * dayMs).toISOString() : undefined;
    onMake({ name: String(given.get("name")).trim(), scopes: scopes as Scope[], expiresAt });
  }
  return (
    <DialogForm
      act="Make key"
      busy={busy}
      disabled={scopes.length === 0}
      error={error}
      failed="The key could not be made"
      onAct={ask}
      onLeave={onClose}
    >
      <TextInput
        name="name"
        label="Name"
        description="Which program it is for."
        placeholder="Sidekick"
        autoComplete="off"
        maxLength={100}
        pattern=".*\S.*"
        required
        withAsterisk={false}
        data-autofocus
      />
      <Checkbox.Group label="It may" value={[...scopes]} onChange={setScopes}>
        <Stack gap={8} mt={6}>
          {own.map((scope) => (
            <Checkbox key={scope} value={scope} label={scopeWords[scope]} description={scope} />
          ))}
        </Stack>
      </Checkbox.Group>
      <NativeSelect name="days" label="It expires" data={spans} defaultValue="365" />
    </DialogForm>
  );
}
