/** Rules as cards that can be dragged, or moved by their buttons and the arrow keys. */
import { ActionIcon, Badge, Paper, Text, Title, VisuallyHidden } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconGripVertical } from "@tabler/icons-react";
import { type DragEvent, type KeyboardEvent, useState } from "react";
import type { Policy } from "../api/contract.ts";
import { TextLink } from "../ui/link.tsx";
import badges from "../ui/soft-badge.module.css";
import { effects } from "./effects.ts";
import { moved } from "./moved.ts";
import classes from "./rule-list.module.css";
import { sentenceOf } from "./rule-sentence.ts";
import { useNames } from "./use-names.ts";

interface RuleListProps {
  readonly rules: readonly Policy[];
  readonly busy: boolean;
  readonly onOrder: (ids: readonly string[]) => void;
}

export function RuleList({ rules, busy, onOrder }: RuleListProps) {
  const names = useNames();
  const [dragged, setDragged] = useState<number | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const [said, setSaid] = useState("");

  function move(from: number, to: number) {
    if (busy || from === to || to < 0 || to >= rules.length) return;
    onOrder(moved(rules, from, to).map(({ id }) => id));
    setSaid(`${rules[from]?.name} is now number ${to + 1} of ${rules.length}`);
  }
  function drop(event: DragEvent, to: number) {
    event.preventDefault();
    if (dragged !== null) move(dragged, to);
    setDragged(null);
    setOver(null);
  }
  return (
    <>
      <ol className={classes.rules} aria-label="Rules, in the order in which they are asked">
        {rules.map((rule, index) => (
          <Paper
            key={rule.id}
            component="li"
            withBorder
            className={classes.rule}
            data-off={!rule.enabled || undefined}
            data-over={(over === index && dragged !== index) || undefined}
            onDragOver={(event: DragEvent) => {
              if (dragged === null) return;
              event.preventDefault();
              setOver(index);
            }}
            onDrop={(event: DragEvent) => drop(event, index)}
          >
            <Handle
              index={index}
              name={rule.name}
              onDrag={(is) => {
                setDragged(is ? index : null);
                if (!is) setOver(null);
              }}
              onStep={(step) => move(index, index + step)}
            />
            <div className={classes.words}>
              <div className={classes.head}>
                <Title order={2} size="h5" className={classes.name}>
                  <TextLink to="/policies/$id" params={{ id: rule.id }} underline="hover" fw={650}>
                    {rule.name}
                  </TextLink>
                </Title>
                <Badge
                  size="lg"
                  variant="light"
                  color={rule.enabled ? effects[rule.effect].color : "gray"}
                  className={badges.badge}
                >
                  {rule.enabled ? effects[rule.effect].label : "Switched off"}
                </Badge>
              </div>
              <Text size="sm" className={classes.sentence}>
                {sentenceOf(rule, names)}
              </Text>
            </div>
            <div className={classes.steps}>
              <ActionIcon
                variant="subtle"
                size="lg"
                aria-label={`Ask “${rule.name}” earlier`}
                disabled={busy || index === 0}
                onClick={() => move(index, index - 1)}
              >
                <IconArrowUp size={18} />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                size="lg"
                aria-label={`Ask “${rule.name}” later`}
                disabled={busy || index === rules.length - 1}
                onClick={() => move(index, index + 1)}
              >
                <IconArrowDown size={18} />
              </ActionIcon>
            </div>
          </Paper>
        ))}
      </ol>
      <VisuallyHidden aria-live="polite">{said}</VisuallyHidden>
    </>
  );
}

interface HandleProps {
  readonly index: number;
  readonly name: string;
  readonly onDrag: (is: boolean) => void;
  readonly onStep: (step: 1 | -1) => void;
}

function Handle({ index, name, onDrag, onStep }: HandleProps) {
  function keys(event: KeyboardEvent) {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    onStep(event.key === "ArrowUp" ? -1 : 1);
  }
  return (
    <button
      type="button"
      draggable
      className={classes.handle}
      aria-label={`Number ${index + 1}: move “${name}” with the arrow keys, or drag it`}
      onKeyDown={keys}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", name);
        onDrag(true);
      }}
      onDragEnd={() => onDrag(false)}
    >
      <IconGripVertical size={18} aria-hidden />
      <span aria-hidden>{index + 1}</span>
    </button>
  );
}
