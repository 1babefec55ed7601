/** Whose token it is, as Telegram says, before anything is stored. */
import { Group, Loader, Paper, Text } from "@mantine/core";
import { IconCircleCheckFilled } from "@tabler/icons-react";
import { asProblem } from "../api/api-problem.ts";
import { BotName } from "./bot-name.tsx";
import { connectionProblem } from "./connection-problem.ts";
import { ProblemAlert } from "./problem-alert.tsx";
import classes from "./token-answer.module.css";
import type { TokenCheck } from "./use-token-check.ts";

/** Problems that pass without another token. */
const passing: readonly string[] = ["E042", "E060", "UNREACHABLE"];

export function TokenAnswer({ check, onRetry }: { check: TokenCheck; onRetry: () => void }) {
  return (
    <div aria-live="polite" className={classes.place}>
      <Content check={check} onRetry={onRetry} />
    </div>
  );
}

function Content({ check, onRetry }: { check: TokenCheck; onRetry: () => void }) {
  switch (check.kind) {
    case "asking":
      return (
        <Group gap="sm" className={classes.box}>
          <Loader size="sm" />
          <Text size="sm">Asking Telegram whose token this is…</Text>
        </Group>
      );
    case "known":
      return (
        <Paper withBorder radius="md" className={classes.box} data-known>
          <BotName bot={check.bot} />
          <Group gap={6} wrap="nowrap" className={classes.verdict}>
            <IconCircleCheckFilled size={18} aria-hidden />
            <Text size="sm" fw={600}>
              Telegram knows this bot
            </Text>
          </Group>
        </Paper>
      );
    case "refused": {
      const again = passing.includes(asProblem(check.error).code) ? onRetry : undefined;
      return <ProblemAlert words={connectionProblem(check.error)} onRetry={again} />;
    }
    default:
      return (
        <Text size="sm" c="dimmed" className={classes.box}>
          Once the token is whole, the bot's name appears here.
        </Text>
      );
  }
}
