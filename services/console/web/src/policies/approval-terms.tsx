/** What a rule's approval asks, as a form: who decides, how many must, when it ends, whom it goes on to. */
import { Checkbox, Group, MultiSelect, NumberInput, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { membersQuery } from "../api/people.ts";
import { fieldsOf, numberAt, textAt } from "../telegram/fields.ts";
import { textsIn } from "./condition-words.ts";
import { withField } from "./with-field.ts";

interface ApprovalTermsProps {
  /** Null where it asks for nothing in particular. */
  readonly value: unknown;
  readonly fault: ReactNode;
  readonly onChange: (value: unknown) => void;
}

const known = [
  ...["approvers", "required", "expiresAfter", "remindBefore"],
  ...["escalateAfter", "escalateTo", "handOver"],
];

/** Several levels to go on to are more than the form shows. */
export function isSimple(value: unknown): boolean {
  const { escalateTo } = fieldsOf(value);
  const flat = !Array.isArray(escalateTo) || escalateTo.every((each) => typeof each === "string");
  return flat && Object.keys(fieldsOf(value)).every((name) => known.includes(name));
}

export function ApprovalTerms({ value, fault, onChange }: ApprovalTermsProps) {
  const fields = fieldsOf(value);
  const set = (name: string, to: unknown) => {
    const changed = withField(fields, name, to);
    onChange(Object.keys(changed).length === 0 ? null : changed);
  };
  const time = (name: string, label: string, hint: string) => (
    <TextInput
      label={label}
      description={hint}
      placeholder="24h"
      value={textAt(fields, name) ?? ""}
      onChange={({ currentTarget }) => set(name, currentTarget.value || undefined)}
    />
  );
  const people = (name: string, label: string, hint: string) => (
    <People
      label={label}
      hint={hint}
      value={textsIn(fields[name])}
      onChange={(chosen) => set(name, chosen.length === 0 ? undefined : chosen)}
    />
  );
  return (
    <Stack gap="sm">
      <Group grow gap="sm" preventGrowOverflow={false} align="flex-start">
        {people("approvers", "Who may decide", "Nobody named: whoever decides approvals")}
        <NumberInput
          label="How many must approve"
          description="Different people or keys"
          placeholder="1"
          min={1}
          max={20}
          value={numberAt(fields, "required") ?? ""}
          onChange={(to) => set("required", typeof to === "number" ? to : undefined)}
        />
      </Group>
      <Group grow gap="sm" preventGrowOverflow={false} align="flex-start">
        {time("expiresAfter", "Ends after", "15m, 24h, 7d; empty: when the message does")}
        {time("remindBefore", "Reminds before that", "Empty: a quarter of an hour")}
      </Group>
      <Group grow gap="sm" preventGrowOverflow={false} align="flex-start">
        {time("escalateAfter", "Goes on after", "Where nobody has decided by then")}
        {people("escalateTo", "To whom", "They are asked besides the others")}
      </Group>
      <Checkbox
        label="Then they alone decide"
        checked={fields.handOver === true}
        onChange={({ currentTarget }) => set("handOver", currentTarget.checked || undefined)}
        error={fault}
      />
    </Stack>
  );
}

const roles = ["owner", "admin", "approver"].map((role) => ({
  value: `role:${role}`,
  label: `every ${role}`,
}));

interface PeopleProps {
  readonly label: string;
  readonly hint: string;
  readonly value: string[];
  readonly onChange: (value: string[]) => void;
}

function People({ label, hint, value, onChange }: PeopleProps) {
  const members = useQuery(membersQuery).data?.data ?? [];
  const choices = [
    ...roles,
    ...members.map(({ id, name }) => ({ value: `user:${id}`, label: name })),
  ];
  // Keys, and whoever has left since, are shown by what they are called there.
  const others = value.filter((name) => choices.every((choice) => choice.value !== name));
  return (
    <MultiSelect
      label={label}
      description={hint}
      data={[...choices, ...others]}
      value={value}
      onChange={onChange}
      searchable
    />
  );
}
