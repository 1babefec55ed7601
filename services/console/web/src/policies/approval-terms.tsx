/** What a rule's approval asks, as a form: who decides, how many must, when it ends, whom it goes on to. */
import { Checkbox, MultiSelect, SimpleGrid, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { membersQuery } from "../api/people.ts";
import { fieldsOf } from "../telegram/fields.ts";
import { textsIn } from "./condition-words.ts";
import { NumberPart, TextPart } from "./part-inputs.tsx";
import { withField } from "./with-field.ts";

interface ApprovalTermsProps {
  /** Null where it asks for nothing in particular. */
  readonly value: unknown;
  readonly faultOf: (path: string) => string | undefined;
  readonly onChange: (value: unknown) => void;
}

const known = [
  ...["approvers", "required", "expiresAfter", "remindBefore"],
  ...["escalateAfter", "escalateTo", "handOver"],
];
const mostLevels = 5;

/** What a later version may add is more than the form shows. */
export function isSimple(value: unknown): boolean {
  return Object.keys(fieldsOf(value)).every((name) => known.includes(name));
}

export function ApprovalTerms({ value, faultOf, onChange }: ApprovalTermsProps) {
  const fields = fieldsOf(value);
  const change = (to: object) => onChange(Object.keys(to).length === 0 ? null : to);
  const set = (part: string, to: unknown) => change(withField(fields, part, to));
  const levels = levelsOf(fields.escalateTo);
  const setLevel = (index: number, chosen: string[]) => {
    const named = levels.toSpliced(index, 1, chosen).filter(({ length }) => length > 0);
    set("escalateTo", named.length > 1 ? named : named[0]);
  };
  // Whoever has named one level is asked for the next.
  const further = levels.length === 0 ? [] : [...levels.slice(1), []].slice(0, mostLevels - 1);
  const at = (part: string) => ({
    ...{ whole: fields, part, onChange: change },
    error: faultOf(`approval.${part}`),
  });
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <People
          label="Who may decide"
          description="Nobody named: whoever decides approvals"
          value={textsIn(fields.approvers)}
          onChange={(chosen) => set("approvers", chosen)}
          error={faultOf("approval.approvers")}
        />
        <NumberPart
          {...at("required")}
          label="How many must approve"
          description="Different people or keys"
          placeholder="1"
          min={1}
          max={20}
        />
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <TextPart
          {...at("expiresAfter")}
          label="Ends after"
          description="15m, 24h, 7d; empty: when the message does"
          placeholder="24h"
        />
        <TextPart
          {...at("remindBefore")}
          label="Reminds before that"
          description="Empty: a quarter of an hour"
          placeholder="15m"
        />
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <TextPart
          {...at("escalateAfter")}
          label="Goes on after"
          description="Where nobody has decided by then"
          placeholder="4h"
        />
        <People
          label="To whom"
          description="They are asked besides the others"
          value={levels[0] ?? []}
          onChange={(chosen) => setLevel(0, chosen)}
          error={faultOf("approval.escalateTo")}
        />
      </SimpleGrid>
      {further.map((level, index) => (
        <People
          key={index}
          label={`After as long again, to whom${index === 0 ? "" : ` (level ${index + 2})`}`}
          placeholder={level.length === 0 ? "Nobody else" : undefined}
          value={level}
          onChange={(chosen) => setLevel(index + 1, chosen)}
        />
      ))}
      <Checkbox
        label="Then they alone decide"
        checked={fields.handOver === true}
        onChange={({ currentTarget }) => set("handOver", currentTarget.checked || undefined)}
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
  readonly description?: string;
  readonly placeholder?: string | undefined;
  readonly value: string[];
  readonly error?: string | undefined;
  readonly onChange: (value: string[]) => void;
}

function People({ value, ...input }: PeopleProps) {
  const members = useQuery(membersQuery).data?.data ?? [];
  const choices = [
    ...roles,
    ...members.map(({ id, name }) => ({ value: `user:${id}`, label: name })),
  ];
  // Keys, and whoever has left since, are shown by what they are called there.
  const others = value.filter((name) => choices.every((choice) => choice.value !== name));
  return <MultiSelect {...input} data={[...choices, ...others]} value={value} searchable />;
}

/** One level may be written without a list around it. */
function levelsOf(value: unknown): string[][] {
  if (!Array.isArray(value) || value.length === 0) return [];
  return value.every((each) => typeof each === "string") ? [value] : value.map(textsIn);
}
