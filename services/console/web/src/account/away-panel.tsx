/** Lets somebody decide in one's place for a time, and says for whom one decides oneself. */
import { Button, Group, Modal, Select, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { approvingKey, delegate, delegationsQuery, endDelegation } from "../api/approving.ts";
import type { AnswerOf, BodyOf } from "../api/contract.ts";
import { useMe } from "../api/me.ts";
import { membersQuery } from "../api/people.ts";
import { useActionOn } from "../api/use-action-on.ts";
import { DialogForm } from "../ui/dialog-form.tsx";
import { Exact } from "../ui/exact.tsx";
import { Failure } from "../ui/failure.tsx";
import { EndingRow } from "./ending-row.tsx";
import { Panel } from "./panel.tsx";

type Delegation = AnswerOf<"listDelegations">["data"][number];

export function AwayPanel() {
  const { id } = useMe();
  const query = useQuery(delegationsQuery);
  const [asked, { open, close }] = useDisclosure(false);
  const mine = query.data?.data.filter(({ user, delegate }) => [user.id, delegate.id].includes(id));
  return (
    <Panel
      title="While you are away"
      lead="Somebody else decides in your place. It counts as your word, and stands there as theirs for you."
    >
      {mine === undefined ? (
        query.isError ? (
          <Failure error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <Skeleton height={36} radius="md" />
        )
      ) : (
        mine.length > 0 && (
          <Stack gap="xs" component="ul" p={0} m={0} aria-label="Who decides for whom">
            {mine.map((each) => (
              <Line key={each.id} delegation={each} own={each.user.id === id} />
            ))}
          </Stack>
        )
      )}
      <Group>
        <Button variant="default" onClick={open}>
          Name somebody…
        </Button>
      </Group>
      <Modal opened={asked} onClose={close} title="Who decides while you are away?">
        <AwayForm onClose={close} />
      </Modal>
    </Panel>
  );
}

function Line({ delegation, own }: { readonly delegation: Delegation; readonly own: boolean }) {
  const { id, user, delegate: who, from, until, active } = delegation;
  const span = (
    <Text size="xs" c="dimmed">
      {!active && (
        <>
          from <Exact at={from} />{" "}
        </>
      )}
      until <Exact at={until} />
    </Text>
  );
  if (!own) {
    return (
      <Text component="li" size="sm">
        You {active ? "decide" : "will decide"} for <strong>{user.name}</strong>
        {span}
      </Text>
    );
  }
  return (
    <EndingRow act="End it" label={`${who.name} decides for you`} onEnd={() => endDelegation(id)}>
      <strong>{who.name}</strong> {active ? "decides" : "will decide"} for you
      {span}
    </EndingRow>
  );
}

function AwayForm({ onClose }: { readonly onClose: () => void }) {
  const me = useMe();
  const members = useQuery(membersQuery).data?.data ?? [];
  const others = members.filter(
    ({ id, role }) => id !== me.id && ["owner", "admin", "approver"].includes(role),
  );
  const [who, setWho] = useState<string | null>(null);
  const name = useActionOn(
    approvingKey,
    (body: BodyOf<"createDelegation">) => delegate(body),
    ({ delegate: named }) => {
      notifications.show({ color: "green", message: `${named.name} decides for you then.` });
      onClose();
    },
  );
  const today = dayOf(new Date());

  function ask(given: FormData) {
    const first = String(given.get("first"));
    name.mutate({
      delegate: `user:${who}`,
      ...(first > today && { from: startOf(first, 0) }),
      until: startOf(String(given.get("last")), 1),
    });
  }
  return (
    <DialogForm
      act="Let them decide"
      busy={name.isPending}
      disabled={who === null}
      error={name.error}
      failed="It could not be arranged"
      onAct={ask}
      onLeave={onClose}
    >
      <Select
        label="Who"
        description="Whoever may decide approvals themselves. What either of you asked for is left out."
        placeholder={others.length === 0 ? "Nobody else here decides" : "A person"}
        data={others.map(({ id, name }) => ({ value: id, label: name }))}
        value={who}
        onChange={setWho}
        searchable
        data-autofocus
      />
      <Group grow align="flex-start">
        <TextInput
          name="first"
          type="date"
          label="First day"
          defaultValue={today}
          required
          withAsterisk={false}
        />
        <TextInput
          name="last"
          type="date"
          label="Last day"
          min={today}
          required
          withAsterisk={false}
        />
      </Group>
    </DialogForm>
  );
}

/** As a date field has it, in the reader's own days. */
function dayOf(at: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** The beginning of that day, or of one so many later. */
function startOf(day: string, later: number): Date {
  const at = new Date(`${day}T00:00:00`);
  at.setDate(at.getDate() + later);
  return at;
}
