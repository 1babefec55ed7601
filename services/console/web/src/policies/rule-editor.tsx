/** A rule as a form: what it does, where, when, and who is asked. */
import {
  Alert,
  Button,
  Group,
  Paper,
  Radio,
  SegmentedControl,
  Stack,
  Switch,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { FormEvent } from "react";
import { asProblem } from "../api/api-problem.ts";
import { Ends } from "../ui/ends.tsx";
import { Folded } from "../ui/folded.tsx";
import { ApprovalTerms, isSimple } from "./approval-terms.tsx";
import { ConditionList } from "./conditions.tsx";
import { type Draft, inputOf } from "./draft.ts";
import { type Effect, effects } from "./effects.ts";
import { JsonPart } from "./json-part.tsx";
import classes from "./rule-editor.module.css";
import { sentenceOf } from "./rule-sentence.ts";
import { SchedulePart } from "./schedule-part.tsx";
import { useNames } from "./use-names.ts";

interface RuleEditorProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly busy: boolean;
  readonly error: unknown;
  readonly onSave: () => void;
}

export function RuleEditor({ draft, onChange, busy, error, onSave }: RuleEditorProps) {
  const names = useNames();
  const problem = error ? asProblem(error) : null;
  const faultOf = (path: string) =>
    problem?.errors.find((fault) => fault.path === path || fault.path.startsWith(`${path}.`))
      ?.message;
  const change = (part: Partial<Draft>) => onChange({ ...draft, ...part });
  const { when, match, schedule, exceptions, approval } = draft;
  const asks = draft.effect !== "auto_approve" && draft.effect !== "block";

  function submit(event: FormEvent) {
    event.preventDefault();
    onSave();
  }
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
              {when.rows !== null && when.rows.length > 1 && (
                <SegmentedControl
                  size="xs"
                  aria-label="How many of them must hold"
                  data={[
                    { value: "all", label: "all hold" },
                    { value: "any", label: "any holds" },
                  ]}
                  value={match}
                  onChange={(value) => change({ match: value === "any" ? "any" : "all" })}
                />
              )}
            </Group>
            <ConditionList
              label="Conditions"
              value={when}
              path={when.rows === null ? "when" : `when.${match}`}
              faultOf={faultOf}
              none="No condition: it matches every message."
              add="Add a condition"
              onChange={(changed) => change({ when: changed })}
            />
          </div>

          <Folded
            summary="When it is in force, and exceptions"
            opened={schedule !== null || exceptions.rows?.length !== 0}
          >
            <Stack gap="sm">
              <SchedulePart
                value={schedule}
                fault={faultOf("schedule")}
                onChange={(changed) => change({ schedule: changed })}
              />
              <ConditionList
                label="Exceptions"
                value={exceptions}
                path="exceptions"
                faultOf={faultOf}
                none="Where an exception holds, the rule does not match. It has none."
                add="Add an exception"
                onChange={(changed) => change({ exceptions: changed })}
              />
            </Stack>
          </Folded>
          {asks && (
            <Folded
              summary="Who decides, how many must, and when it goes on to others"
              opened={approval !== null}
            >
              {isSimple(approval) ? (
                <ApprovalTerms
                  value={approval}
                  faultOf={faultOf}
                  onChange={(changed) => change({ approval: changed })}
                />
              ) : (
                <JsonPart
                  label="An approval asks"
                  hint="More than the form shows: as JSON."
                  value={approval}
                  fault={faultOf("approval")}
                  onChange={(changed) => change({ approval: changed })}
                />
              )}
            </Folded>
          )}

          <Text size="sm" className={classes.sentence} aria-live="polite">
            {sentenceOf({ ...inputOf(draft), effect: draft.effect }, names)}
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
          <Ends>
            <Button type="submit" loading={busy}>
              Save
            </Button>
          </Ends>
        </Stack>
      </form>
    </Paper>
  );
}
