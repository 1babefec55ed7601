/** One condition as a line of the form. */
import {
  ActionIcon,
  Group,
  MultiSelect,
  NumberInput,
  Paper,
  Select,
  TagsInput,
  Text,
  TextInput,
} from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ChangeEvent } from "react";
import { connectionsQuery } from "../api/connections.ts";
import { fieldsOf, numberAt, textAt } from "../telegram/fields.ts";
import classes from "./condition-editor.module.css";
import { conditionKinds, type Field } from "./condition-kinds.ts";
import { textsIn } from "./condition-words.ts";
import type { ConditionRow } from "./draft.ts";
import { withField } from "./with-field.ts";

interface ConditionEditorProps {
  readonly row: ConditionRow;
  readonly fault: string | undefined;
  readonly onChange: (row: ConditionRow) => void;
  readonly onRemove: () => void;
}

export function ConditionEditor({ row, fault, onChange, onRemove }: ConditionEditorProps) {
  const [kind = "", value] = Object.entries(row.condition)[0] ?? [];
  const known = conditionKinds.find((each) => each.kind === kind);
  const label = known?.label ?? kind;
  return (
    <Paper withBorder className={classes.row} role="group" aria-label={label}>
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Text size="sm" fw={600}>
          {label}
        </Text>
        <Group gap="xs" wrap="nowrap">
          <Select
            size="xs"
            aria-label={`${label}: holds or not`}
            data={[
              { value: "is", label: "holds" },
              { value: "not", label: "does not hold" },
            ]}
            value={row.negated ? "not" : "is"}
            onChange={(chosen) => onChange({ ...row, negated: chosen === "not" })}
            allowDeselect={false}
            w={130}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={`Remove: ${label}`}
            onClick={onRemove}
          >
            <IconX size={18} />
          </ActionIcon>
        </Group>
      </Group>
      {known === undefined ? (
        <Text size="sm" c="dimmed">
          {JSON.stringify(value)}
        </Text>
      ) : (
        <ValueField
          field={known.field}
          label={label}
          value={value}
          onChange={(changed) => onChange({ ...row, condition: { [kind]: changed } })}
        />
      )}
      {fault !== undefined && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {fault}
        </Text>
      )}
    </Paper>
  );
}

interface ValueFieldProps {
  readonly field: Field;
  readonly label: string;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

/** What a condition is compared with. */
export function ValueField({ field, label, value, onChange }: ValueFieldProps) {
  const fields = fieldsOf(value);
  const set = (name: string, to: unknown) => onChange(withField(fields, name, to));
  const number = (called: string, name: string, min: number) => (
    <NumberInput
      label={called}
      min={min}
      value={numberAt(fields, name) ?? ""}
      onChange={(to) => set(name, typeof to === "number" ? to : undefined)}
    />
  );
  const text = (name: string) => ({
    value: textAt(fields, name) ?? "",
    onChange: ({ currentTarget }: ChangeEvent<HTMLInputElement>) =>
      set(name, currentTarget.value === "" ? undefined : currentTarget.value),
  });
  switch (field.type) {
    case "choices":
      return (
        <MultiSelect
          aria-label={label}
          data={field.choices}
          value={Array.isArray(value) ? textsIn(value) : []}
          onChange={onChange}
          placeholder={value === true ? "any" : value === false ? "none" : undefined}
        />
      );
    case "bots":
      return <Bots label={label} value={textsIn(value)} onChange={onChange} />;
    case "words":
      return (
        <TagsInput
          aria-label={label}
          description={field.hint}
          value={textsIn(value)}
          onChange={onChange}
          placeholder="Type, then Enter"
        />
      );
    case "yesNo":
      return (
        <Select
          aria-label={label}
          data={[
            { value: "yes", label: field.yes },
            { value: "no", label: field.no },
          ]}
          value={value === false ? "no" : "yes"}
          onChange={(chosen) => onChange(chosen === "yes")}
          allowDeselect={false}
        />
      );
    case "length":
      return (
        <Group grow gap="sm">
          {number("At least", "min", 0)}
          {number("At most", "max", 0)}
        </Group>
      );
    case "budget":
      return (
        <Group grow gap="sm" preventGrowOverflow={false} align="flex-start">
          {number("Fewer than", "max", 1)}
          <TextInput
            label="Within"
            placeholder="ever"
            description="15m, 24h, 7d"
            {...text("within")}
          />
          <MultiSelect
            label="Counted"
            data={[
              { value: "requester", label: "by requester" },
              { value: "chat", label: "by chat" },
            ]}
            value={textsIn(fields.by)}
            onChange={(by) => onChange({ ...fields, by })}
          />
        </Group>
      );
    case "time":
      return (
        <Group grow gap="sm" preventGrowOverflow={false} align="flex-start">
          <TextInput label="From" type="time" {...text("from")} />
          <TextInput label="To" type="time" {...text("to")} />
          <Select
            label="Zone"
            data={["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")]}
            value={textAt(fields, "zone") ?? "UTC"}
            onChange={(zone) => onChange({ ...fields, zone: zone ?? "UTC" })}
            searchable
            limit={60}
            allowDeselect={false}
          />
          <MultiSelect
            label="On"
            placeholder={textsIn(fields.weekdays).length === 0 ? "every day" : undefined}
            data={["mon", "tue", "wed", "thu", "fri", "sat", "sun"]}
            value={textsIn(fields.weekdays)}
            onChange={(days) => set("weekdays", days.length === 0 ? undefined : days)}
          />
        </Group>
      );
    case "metadata":
      return (
        <Group grow gap="sm" align="flex-start">
          <TextInput
            label="Key"
            value={textAt(fields, "key") ?? ""}
            onChange={({ currentTarget }) => onChange({ ...fields, key: currentTarget.value })}
          />
          <TagsInput
            label="Is one of"
            placeholder="anything"
            value={textsIn(fields.in)}
            onChange={(values) => set("in", values.length === 0 ? undefined : values)}
          />
        </Group>
      );
  }
}

function Bots({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string[];
  onChange: (value: string[]) => void;
}) {
  const connections = useQuery(connectionsQuery({ disconnected: false })).data?.data ?? [];
  return (
    <MultiSelect
      aria-label={label}
      data={connections.map(({ id, bot: { username } }) => ({ value: id, label: `@${username}` }))}
      value={value}
      onChange={onChange}
    />
  );
}
