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
import { connectionsQuery } from "../api/connections.ts";
import { fieldsOf, numberAt, textAt } from "../telegram/fields.ts";
import classes from "./condition-editor.module.css";
import { conditionKinds, type Field } from "./condition-kinds.ts";
import { textsIn } from "./condition-words.ts";
import type { ConditionRow } from "./draft.ts";

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

function ValueField({ field, label, value, onChange }: ValueFieldProps) {
  const fields = fieldsOf(value);
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
          <NumberInput
            label="At least"
            min={0}
            value={numberAt(fields, "min") ?? ""}
            onChange={(min) => onChange(withNumber(fields, "min", min))}
          />
          <NumberInput
            label="At most"
            min={0}
            value={numberAt(fields, "max") ?? ""}
            onChange={(max) => onChange(withNumber(fields, "max", max))}
          />
        </Group>
      );
    case "budget":
      return (
        <Group grow gap="sm" preventGrowOverflow={false} align="flex-start">
          <NumberInput
            label="Fewer than"
            min={1}
            value={numberAt(fields, "max") ?? ""}
            onChange={(max) => onChange(withNumber(fields, "max", max))}
          />
          <TextInput
            label="Within"
            placeholder="ever"
            description="15m, 24h, 7d"
            value={textAt(fields, "within") ?? ""}
            onChange={({ currentTarget }) =>
              onChange(withText(fields, "within", currentTarget.value))
            }
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
          <TextInput
            label="From"
            type="time"
            value={textAt(fields, "from") ?? ""}
            onChange={({ currentTarget }) =>
              onChange(withText(fields, "from", currentTarget.value))
            }
          />
          <TextInput
            label="To"
            type="time"
            value={textAt(fields, "to") ?? ""}
            onChange={({ currentTarget }) => onChange(withText(fields, "to", currentTarget.value))}
          />
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
            onChange={(days) => {
              const { weekdays: _before, ...rest } = fields;
              onChange(days.length === 0 ? rest : { ...rest, weekdays: days });
            }}
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
            onChange={(values) => {
              const { in: _before, ...rest } = fields;
              onChange(values.length === 0 ? rest : { ...rest, in: values });
            }}
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

function withNumber(fields: object, name: string, value: string | number): object {
  const { [name]: _before, ...rest } = fields as Record<string, unknown>;
  return typeof value === "number" ? { ...rest, [name]: value } : rest;
}

function withText(fields: object, name: string, value: string): object {
  const { [name]: _before, ...rest } = fields as Record<string, unknown>;
  return value === "" ? rest : { ...rest, [name]: value };
}
