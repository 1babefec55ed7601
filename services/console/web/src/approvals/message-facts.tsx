/** What the bubble does not show: where links lead, and how it is sent. */
import { Badge, Group } from "@mantine/core";
import type { Approval } from "../api/contract.ts";
import { readPart, targetsOf } from "../telegram/read-part.ts";
import { exactTime } from "../ui/time-words.ts";
import { useTimeZone } from "../ui/time-zone.ts";
import classes from "./message-facts.module.css";

export function MessageFacts({ approval }: { approval: Approval }) {
  const { zone } = useTimeZone();
  const { preview, originalContent, sendAt } = approval;
  const parts = preview.parts.map(readPart);
  const targets = parts.flatMap(targetsOf);
  const flags = [
    parts.length > 1 && `${parts.length} messages`,
    parts.some(({ silent }) => silent) && "Without a sound",
    parts.some(({ protectedContent }) => protectedContent) && "Cannot be forwarded",
    originalContent !== null && "Edited since it was asked for",
    sendAt !== null && `To be sent ${exactTime(new Date(sendAt), zone)}`,
  ].filter((flag) => flag !== false);

  if (targets.length + flags.length === 0) return null;
  return (
    <div className={classes.facts}>
      {flags.length > 0 && (
        <Group gap={6}>
          {flags.map((flag) => (
            <Badge key={flag} variant="default" size="lg" className={classes.flag}>
              {flag}
            </Badge>
          ))}
        </Group>
      )}
      {targets.length > 0 && (
        <ul className={classes.targets} aria-label="What the message does not show">
          {targets.map(({ text, target }, index) => (
            <li key={index}>
              <span className={classes.words}>{text}</span> → {target}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
