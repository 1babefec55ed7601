/** Invites a person: e-mail and role first, then the link to pass on. */
import { Modal, Radio, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Role } from "../api/contract.ts";
import { useMe } from "../api/me.ts";
import { invite } from "../api/people.ts";
import { DialogForm } from "../ui/dialog-form.tsx";
import { ShownOnce } from "../ui/shown-once.tsx";
import { rolesToGive } from "./role-choices.ts";
import { usePeopleAction } from "./use-people-action.ts";

interface InviteDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function InviteDialog({ opened, onClose }: InviteDialogProps) {
  const send = usePeopleAction(invite);
  const made = send.data;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={made ? `The link for ${made.email}` : "Invite a person"}
      onExitTransitionEnd={send.reset}
    >
      {made === undefined ? (
        <InviteForm
          busy={send.isPending}
          error={send.error}
          onInvite={(asked) => send.mutate(asked)}
          onClose={onClose}
        />
      ) : (
        <ShownOnce label="Invitation link" value={location.origin + made.path} onDone={onClose}>
          Pass it on to them yourself: it is shown this once, works once, and for seven days.
        </ShownOnce>
      )}
    </Modal>
  );
}

interface InviteFormProps {
  readonly busy: boolean;
  readonly error: unknown;
  readonly onInvite: (asked: { email: string; role: Role }) => void;
  readonly onClose: () => void;
}

function InviteForm({ busy, error, onInvite, onClose }: InviteFormProps) {
  const { role: own } = useMe();
  const [role, setRole] = useState<Role>("member");
  return (
    <DialogForm
      act="Make link"
      busy={busy}
      error={error}
      failed="They could not be invited"
      onAct={(given) => onInvite({ email: String(given.get("email")).trim(), role })}
      onLeave={onClose}
    >
      <TextInput
        name="email"
        type="email"
        label="E-mail"
        description="What they will sign in with. No mail is sent."
        placeholder="ada@example.com"
        autoComplete="off"
        maxLength={254}
        required
        withAsterisk={false}
        data-autofocus
      />
      <Radio.Group label="Role" value={role} onChange={(value) => setRole(value as Role)}>
        <Stack gap="xs" mt={6}>
          {rolesToGive(own).map(({ value, label, description }) => (
            <Radio key={value} value={value} label={label} description={description} />
          ))}
        </Stack>
      </Radio.Group>
    </DialogForm>
  );
}
