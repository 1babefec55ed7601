/** One update: what it is in a line, and Telegram's JSON where it is opened. */
import { Badge, Code, Group, Text } from "@mantine/core";
import type { Update } from "../api/contract.ts";
import { plainText } from "../telegram/nodes.ts";
import { readUpdate } from "../telegram/read-update.ts";
import { Ago } from "../ui/ago.tsx";
import { CopyText } from "../ui/copy-text.tsx";
import { TextLink } from "../ui/link.tsx";
import badges from "../ui/soft-badge.module.css";
import { UnfoldingRow } from "../ui/unfolding-row.tsx";
import classes from "./update-row.module.css";

export function UpdateRow({ update }: { readonly update: Update }) {
  const { kind, receivedAt, fault, twinOf } = update;
  const { sender, part, note } = readUpdate(update.update, () => null);
  const words = note ?? (plainText(part?.nodes ?? []) || part?.media[0]?.kind || "");
  return (
    <UnfoldingRow
      height={58}
      words={
        <>
          <Text component="span" size="sm" truncate dir="auto">
            {sender !== null && <strong>{sender}: </strong>}
            {words.replaceAll(/\s+/g, " ").slice(0, 300)}
          </Text>
          <Text component="span" size="xs" c="dimmed">
            <Ago at={receivedAt} /> · {kind}
            {twinOf !== undefined && " · came twice"}
          </Text>
        </>
      }
      mark={
        fault !== undefined && (
          <Badge size="lg" variant="light" color="orange" className={badges.badge}>
            Not understood
          </Badge>
        )
      }
    >
      {(open) => open && <Raw update={update} />}
    </UnfoldingRow>
  );
}

function Raw({ update }: { readonly update: Update }) {
  const { connectionId, chatId, fault } = update;
  const json = JSON.stringify(update.update, null, 2);
  return (
    <div className={classes.raw}>
      {fault !== undefined && <Text size="sm">{fault}</Text>}
      <Code block className={classes.json} tabIndex={0} aria-label="Telegram's JSON">
        {json}
      </Code>
      <Group gap="sm">
        <CopyText text={json} size="xs" />
        {chatId !== undefined && (
          <TextLink
            to="/conversations/$connectionId/$chatId"
            params={{ connectionId, chatId }}
            size="sm"
          >
            Open the conversation
          </TextLink>
        )}
        <Text size="xs" c="dimmed">
          {update.id} · update {update.updateId}
        </Text>
      </Group>
    </div>
  );
}
