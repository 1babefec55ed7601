/** Who decided, when and why. */
import { Group, Text } from "@mantine/core";
import type { Approval } from "../api/contract.ts";
import { Ago } from "../ui/ago.tsx";
import classes from "./outcome.module.css";
import { OutcomeBadge } from "./outcome-badge.tsx";
import { personWords } from "./person-words.ts";

export function Outcome({ approval }: { approval: Approval }) {
  const { status, decidedBy, decidedAt, decisionReason } = approval;
  return (
    <div className={classes.outcome} role="status">
      <Group gap="xs">
        <OutcomeBadge status={status} />
        <Text size="sm">
          {decidedBy !== null && `by ${personWords(decidedBy)}, `}
          {decidedAt !== null && <Ago at={decidedAt} />}
        </Text>
      </Group>
      {decisionReason !== null && (
        <Text size="sm" className={classes.reason}>
          {decisionReason}
        </Text>
      )}
    </div>
  );
}
