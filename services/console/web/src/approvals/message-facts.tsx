/** What the bubble does not show: where links lead, how it is sent, and markup that will not do. */
import { Alert, Badge, Button, Code, Collapse, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { Approval } from "../api/contract.ts";
import { readPart, targetsOf } from "../telegram/read-part.ts";
import { exactTime } from "../ui/time-words.ts";
import classes from "./message-facts.module.css";

export function MessageFacts({ approval }: { approval: Approval }) {
  const { preview, originalContent, sendAt } = approval;
  const parts = preview.parts.map(readPart);
  const targets = parts.flatMap(targetsOf);
  const faults = parts.flatMap(({ reading }) => (reading.ok ? [] : [reading.fault]));
  const sources = parts.flatMap(({ formatted, source }) => (formatted && source ? [source] : []));
  const flags = [
    parts.length > 1 && `${parts.length} messages`,
    parts.some(({ silent }) => silent) && "Without a sound",
    parts.some(({ protectedContent }) => protectedContent) && "Cannot be forwarded",
    originalContent !== null && "Edited since it was asked for",
    sendAt !== null && `To be sent ${exactTime(new Date(sendAt))}`,
  ].filter((flag) => flag !== false);

  if (targets.length + faults.length + sources.length + flags.length === 0) return null;
  return (
    <div className={classes.facts}>
      {faults.map((fault) => (
        <Alert key={fault} color="yellow" icon={<IconAlertTriangle />} p="sm">
          <Text size="sm">
            Telegram will probably refuse this markup: {fault}. It is shown as it was written.
          </Text>
        </Alert>
      ))}
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
      {sources.length > 0 && faults.length === 0 && <Source sources={sources} />}
    </div>
  );
}

function Source({ sources }: { sources: readonly string[] }) {
  const [shown, { toggle }] = useDisclosure(false);
  return (
    <div>
      <Button size="compact-xs" variant="transparent" px={0} onClick={toggle} aria-expanded={shown}>
        {shown ? "Hide the markup" : "Show the markup"}
      </Button>
      <Collapse expanded={shown}>
        {sources.map((source) => (
          <Code key={source} block className={classes.source}>
            {source}
          </Code>
        ))}
      </Collapse>
    </div>
  );
}
