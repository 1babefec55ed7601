/** A rule as a form: what it does, and where; what the form does not show, as JSON. */
import {
  Alert,
  Button,
  Group,
  JsonInput,
  Menu,
  Paper,
  Radio,
  SegmentedControl,
  Stack,
  Switch,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { IconAlertTriangle, IconPlus } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { asProblem } from "../api/api-problem.ts";
import { useBotNames } from "../connections/use-bot-names.ts";
import { browserZone } from "../ui/time-zone.ts";
import { ApprovalTerms, isSimple } from "./approval-terms.tsx";
import { ConditionEditor, ValueField } from "./condition-editor.tsx";
import { conditionKinds } from "./condition-kinds.ts";
import { type Draft, inputOf, newRow } from "./draft.ts";
import { type Effect, effects } from "./effects.ts";
import classes from "./rule-editor.module.css";
import { sentenceOf } from "./rule-list.tsx";

const officeHours = { zone: browserZone(), from: "09:00", to: "17:00" };

interface RuleEditorProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly busy: boolean;
  readonly error: unknown;
  readonly onSave: () => void;
}

export function RuleEditor({ draft, onChange, busy, error, onSave }: RuleEditorProps) {
  const bots = useBotNames();
  const [faulty, setFaulty] = useState<ReadonlySet<string>>(new Set());
  const problem = error ? asProblem(error) : null;
  const faultOf = (path: string) =>
    problem?.errors.find((fault) => fault.path === path || fault.path.startsWith(`${path}.`))
      ?.message;
  const change = (part: Partial<Draft>) => onChange({ ...draft, ...part });
  const { rows } = draft;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (faulty.size === 0) onSave();
  }
  const json = (name: "when" | "exceptions" | "approval", label: string, hint: string) => (
    <JsonPart
      key={name}
      label={label}
      hint={hint}
      value={draft[name]}
      fault={faultOf(name)}
      onChange={(value) => change({ [name]: value })}
      onFault={(is) =>
        setFaulty((before) => {
          const after = new Set(before);
          if (is) after.add(name);
          else after.delete(name);
          return after;
        })
      }
    />
  );
  return (
    <Paper withBorder bg="var(--lf-surface)" p={{ base: "md", xs: "lg" }}>
      <form onSubmit={submit}>
        <Stack gap="lg">
          <Group gap="md" align="flex-end">
            <TextInput
              label="Name"
              placeholder="Small talk by day"
              required
              withAsterisk={false}
              maxLength={200}
              value={draft.name}
              onChange={({ currentTarget }) => change({ name: currentTarget.value })}
              error={faultOf("name")}
              className={classes.name}
            />
            <Switch
              label="In force"
              checked={draft.enabled}
              onChange={({ currentTarget }) => change({ enabled: currentTarget.checked })}
              mb={8}
            />
          </Group>

          <Radio.Group
            label="What it does"
            value={draft.effect}
            onChange={(value) => change({ effect: value as Effect })}
          >
            <div className={classes.effects}>
              {Object.entries(effects).map(([effect, { label, sentence }]) => (
                <Radio.Card key={effect} value={effect} className={classes.effect}>
                  <Group wrap="nowrap" align="flex-start" gap="sm">
                    <Radio.Indicator />
                    <div>
                      <Text size="sm" fw={600}>
                        {label}
                      </Text>
                      <Text size="xs" c="dimmed">
                        {sentence}
                      </Text>
                    </div>
                  </Group>
                </Radio.Card>
              ))}
            </div>
          </Radio.Group>

          <div>
            <Group justify="space-between" mb="xs" gap="sm">
              <Title order={2} size="h5">
                Where
              </Title>
              {rows !== null && rows.length > 1 && (
                <SegmentedControl
                  size="xs"
                  aria-label="How many of them must hold"
                  data={[
                    { value: "all", label: "all hold" },
                    { value: "any", label: "any holds" },
                  ]}
                  value={draft.match}
                  onChange={(value) => change({ match: value === "any" ? "any" : "all" })}
                />
              )}
            </Group>
            {rows === null ? (
              json("when", "Conditions", "Nested deeper than the form shows: as JSON.")
            ) : (
              <Stack gap="xs">
                {rows.length === 0 && (
                  <Text size="sm" c="dimmed">
                    No condition: it matches every message.
                  </Text>
                )}
                {rows.map((row, index) => (
                  <ConditionEditor
                    key={row.key}
                    row={row}
                    fault={faultOf(`when.${draft.match}.${index}`)}
                    onChange={(changed) =>
                      change({ rows: rows.map((each) => (each.key === row.key ? changed : each)) })
                    }
                    onRemove={() => change({ rows: rows.filter(({ key }) => key !== row.key) })}
                  />
                ))}
                <Menu position="bottom-start" width={260}>
                  <Menu.Target>
                    <Button
                      variant="default"
                      leftSection={<IconPlus size={16} />}
                      className={classes.add}
                    >
                      Add a condition
                    </Button>
                  </Menu.Target>
                  <Menu.Dropdown mah={360} className={classes.kinds}>
                    {conditionKinds.map(({ kind, label, start }) => (
                      <Menu.Item
                        key={kind}
                        onClick={() => change({ rows: [...rows, newRow({ [kind]: start })] })}
                      >
                        {label}
                      </Menu.Item>
                    ))}
                  </Menu.Dropdown>
                </Menu>
              </Stack>
            )}
          </div>

          <details
            className={classes.more}
            open={draft.schedule !== null || draft.exceptions !== null || undefined}
          >
            <summary>Hours and exceptions</summary>
            <Stack gap="sm">
              <Switch
                label="In force at certain hours only"
                checked={draft.schedule !== null}
                onChange={({ currentTarget }) =>
                  change({ schedule: currentTarget.checked ? officeHours : null })
                }
              />
              {draft.schedule !== null && (
                <ValueField
                  field={{ type: "time" }}
                  label="Hours"
                  value={draft.schedule}
                  onChange={(schedule) => change({ schedule })}
                />
              )}
              {faultOf("schedule") && (
                <Text size="sm" c="error" role="alert">
                  {faultOf("schedule")}
                </Text>
              )}
              {json(
                "exceptions",
                "Except where",
                'Conditions, for example [{ "chatId": ["-1001234567890"] }]',
              )}
            </Stack>
          </details>
          {draft.effect !== "auto_approve" && draft.effect !== "block" && (
            <details className={classes.more} open={draft.approval !== null || undefined}>
              <summary>Who decides, how many must, and when it goes on to others</summary>
              {isSimple(draft.approval) ? (
                <ApprovalTerms
                  value={draft.approval}
                  fault={faultOf("approval")}
                  onChange={(approval) => change({ approval })}
                />
              ) : (
                json("approval", "An approval asks", "More than the form shows: as JSON.")
              )}
            </details>
          )}

          <Text size="sm" className={classes.sentence} aria-live="polite">
            {sentenceOf(
              { ...draft, when: inputOf(draft).when },
              { connection: (id) => bots.of(id) || id },
            )}
          </Text>

          {problem !== null && (
            <Alert role="alert" color="red" icon={<IconAlertTriangle />} title="It was not saved">
              {problem.errors.length === 0 ? (
                <Text size="sm">{problem.message}</Text>
              ) : (
                problem.errors.map(({ path, message }) => (
                  <Text key={path} size="sm">
                    {path}: {message}
                  </Text>
                ))
              )}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button type="submit" loading={busy} disabled={faulty.size > 0}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}

interface JsonPartProps {
  readonly label: string;
  readonly hint: string;
  readonly value: unknown;
  readonly fault: string | undefined;
  readonly onChange: (value: unknown) => void;
  readonly onFault: (is: boolean) => void;
}

/** Empty is null. */
function JsonPart({ label, hint, value, fault, onChange, onFault }: JsonPartProps) {
  const [text, setText] = useState(value === null ? "" : JSON.stringify(value, null, 2));
  function read(written: string) {
    setText(written);
    if (written.trim() === "") {
      onFault(false);
      return onChange(null);
    }
    try {
      onChange(JSON.parse(written));
      onFault(false);
    } catch {
      onFault(true);
    }
  }
  return (
    <JsonInput
      label={label}
      description={hint}
      value={text}
      onChange={read}
      autosize
      minRows={2}
      maxRows={16}
      validationError="This is not JSON yet"
      error={fault}
      classNames={{ input: classes.json }}
    />
  );
}
