/** Conditions as lines of the form, with one more at a press. */
import { Button, Menu, Stack, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { ConditionEditor } from "./condition-editor.tsx";
import { conditionKinds } from "./condition-kinds.ts";
import classes from "./conditions.module.css";
import { type Conditions, newRow } from "./draft.ts";
import { JsonPart } from "./json-part.tsx";

interface ConditionListProps {
  readonly label: string;
  readonly value: Conditions;
  /** Where the list stands in the rule, such as `when.all`. */
  readonly path: string;
  readonly faultOf: (path: string) => string | undefined;
  /** What it means that there are none. */
  readonly none: string;
  /** What the button says. */
  readonly add: string;
  readonly onChange: (value: Conditions) => void;
}

export function ConditionList(props: ConditionListProps) {
  const { label, value, path, faultOf, none, add, onChange } = props;
  const { rows } = value;
  if (rows === null) {
    return (
      <JsonPart
        label={label}
        hint="Nested deeper than the form shows: as JSON."
        value={value.written}
        fault={faultOf(path)}
        onChange={(written) => onChange({ rows, written })}
      />
    );
  }
  return (
    <Stack gap="xs" role="group" aria-label={label}>
      {rows.length === 0 && (
        <Text size="sm" c="dimmed">
          {none}
        </Text>
      )}
      {rows.map((row, index) => (
        <ConditionEditor
          key={row.key}
          row={row}
          fault={faultOf(`${path}.${index}`)}
          onChange={(changed) =>
            onChange({ rows: rows.map((each) => (each === row ? changed : each)) })
          }
          onRemove={() => onChange({ rows: rows.filter((each) => each !== row) })}
        />
      ))}
      <Menu position="bottom-start" width={260}>
        <Menu.Target>
          <Button variant="default" leftSection={<IconPlus size={16} />} className={classes.add}>
            {add}
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah={360} className={classes.kinds}>
          {conditionKinds.map(({ kind, label: called, start }) => (
            <Menu.Item
              key={kind}
              onClick={() => onChange({ rows: [...rows, newRow({ [kind]: start })] })}
            >
              {called}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Stack>
  );
}
