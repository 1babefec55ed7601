/** One condition as a line of the form. */
import { ActionIcon, Paper, Select, Text } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import classes from "./condition-editor.module.css";
import { conditionKinds } from "./condition-kinds.ts";
import type { ConditionRow } from "./draft.ts";
import { ValueField } from "./value-field.tsx";

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
      <div className={classes.head}>
        <Text size="sm" fw={600}>
          {label}
        </Text>
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
          className={classes.negation}
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
      </div>
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
