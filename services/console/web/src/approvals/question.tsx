/** Who asks to send the message, when and why, and which rule put the question. */
import { Text } from "@mantine/core";
import type { Approval } from "../api/contract.ts";
import { RuleWords } from "../policies/rule-words.tsx";
import { Ago } from "../ui/ago.tsx";
import { personWords } from "./person-words.ts";
import classes from "./question.module.css";

export function Question({ approval }: { approval: Approval }) {
  const { requester, requestedAt, reason, ruleId } = approval;
  return (
    <div>
      {reason !== null && (
        <Text size="sm" className={classes.reason}>
          {reason}
        </Text>
      )}
      <Text size="sm" c="dimmed">
        Asked by {personWords(requester)}, <Ago at={requestedAt} />
        {". "}
        <RuleWords ruleId={ruleId} />
      </Text>
    </div>
  );
}
