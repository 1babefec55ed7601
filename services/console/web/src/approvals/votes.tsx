/** Who has said what so far, how many are still missing, and whom the question went on to. */
import { Text } from "@mantine/core";
import { IconArrowUpRight, IconCheck, IconPencil, IconX } from "@tabler/icons-react";
import type { Approval } from "../api/contract.ts";
import { Ago } from "../ui/ago.tsx";
import { askedWords, personWords } from "./person-words.ts";
import classes from "./votes.module.css";

/** Nothing where one word of anybody's is enough and nothing else has happened. */
export function Votes({ approval }: { readonly approval: Approval }) {
  const { status, required, missing, decisions, escalations, escalatesAt, edits } = approval;
  const several = required > 1;
  const said = several ? decisions : [];
  if (!several && escalations.length === 0 && escalatesAt === null && edits.length === 0) {
    return null;
  }
  return (
    <div className={classes.votes}>
      {several && (
        <Text size="sm" fw={600}>
          {status === "pending"
            ? `${required - missing} of ${required} have approved`
            : `${required} had to approve`}
        </Text>
      )}
      <ul className={classes.list}>
        {said.map(({ id, decision, by, castBy, at, reason, voidedAt }) => (
          <li key={id} data-void={voidedAt !== null || undefined}>
            {decision === "approved" ? (
              <IconCheck size={16} aria-label="Approved" />
            ) : (
              <IconX size={16} aria-label="Rejected" />
            )}
            <span>
              {personWords(by)}
              {castBy !== null && ` (by ${personWords(castBy)} for them)`}, <Ago at={at} />
              {reason !== null && `: ${reason}`}
              {voidedAt !== null && " (void: the message was edited since)"}
            </span>
          </li>
        ))}
        {edits.map(({ by, at }) => (
          <li key={`edit ${at}`}>
            <IconPencil size={16} aria-label="Edited" />
            <span>
              {personWords(by)} edited it, <Ago at={at} />
            </span>
          </li>
        ))}
        {escalations.map(({ at, to, handedOver }) => (
          <li key={`escalation ${at}`}>
            <IconArrowUpRight size={16} aria-label="Went on" />
            <span>
              Nobody decided, so it went {handedOver ? "over" : "on"} to{" "}
              {to.map((who) => askedWords(who)).join(", ")}, <Ago at={at} />
            </span>
          </li>
        ))}
      </ul>
      {escalatesAt !== null && (
        <Text size="xs" c="dimmed">
          Goes on to others <Ago at={escalatesAt} /> where nobody decides.
        </Text>
      )}
    </div>
  );
}
