/** One entry of the trail in a line; opened, all that it holds. */
import { Badge, Code, Text } from "@mantine/core";
import { IconLock, IconLockOpen } from "@tabler/icons-react";
import type { LinkProps } from "@tanstack/react-router";
import type { AuditEntry } from "../api/contract.ts";
import { Ago } from "../ui/ago.tsx";
import { Exact } from "../ui/exact.tsx";
import { Facts } from "../ui/facts.tsx";
import { TextLink } from "../ui/link.tsx";
import { UnfoldingRow } from "../ui/unfolding-row.tsx";
import { actionWords, actorLabel } from "./action-words.ts";
import classes from "./entry-row.module.css";

export function EntryRow({ entry }: { readonly entry: AuditEntry }) {
  const { action, at, initiator, initiatorName, approver, approverName, position } = entry;
  const allowed = approver !== null && approver !== initiator;
  return (
    <UnfoldingRow
      height={56}
      words={
        <>
          <Text component="span" size="sm" fw={600}>
            {actionWords(action)}
          </Text>
          <Text component="span" size="xs" c="dimmed">
            <Ago at={at} /> by {actorLabel(initiator, initiatorName)}
            {allowed && `, allowed by ${actorLabel(approver, approverName)}`}
          </Text>
        </>
      }
      mark={
        position === "unsealed" ? (
          <Badge variant="default" leftSection={<IconLockOpen size={12} aria-hidden />}>
            not sealed yet
          </Badge>
        ) : (
          <Text component="span" size="xs" c="dimmed" className={classes.place}>
            <IconLock size={12} aria-label="Sealed" /> {position}
          </Text>
        )
      }
    >
      {(open) => open && <Details entry={entry} />}
    </UnfoldingRow>
  );
}

function Details({ entry }: { readonly entry: AuditEntry }) {
  const { id, at, action, subjectId, ruleId, inputDigest, output, detail, hash } = entry;
  const facts: [string, React.ReactNode][] = [
    ["When", <Exact key="at" at={at} />],
    ["Action", action],
  ];
  if (subjectId !== null) facts.push(["Of", <Subject key="of" id={subjectId} />]);
  if (ruleId !== null) facts.push(["Rule", <Subject key="rule" id={ruleId} />]);
  if (output !== null) facts.push(["Came to", output]);
  if (inputDigest !== null) facts.push(["Digest of the text", inputDigest]);
  facts.push(["Entry", id]);
  if (hash !== null) facts.push(["Hash in the chain", hash]);
  return (
    <div className={classes.details}>
      <Facts facts={facts} />
      {detail !== null && (
        <Code block className={classes.json} tabIndex={0} aria-label="Details">
          {JSON.stringify(detail, null, 2)}
        </Code>
      )}
    </div>
  );
}

/** The way to the thing, where it has a page. */
function Subject({ id }: { readonly id: string }) {
  const way = wayTo(id);
  if (way === undefined) return id;
  return (
    <TextLink {...(way as LinkProps)} size="sm">
      {id}
    </TextLink>
  );
}

function wayTo(id: string): Pick<LinkProps, "to" | "search" | "params"> | undefined {
  const [kind] = id.split("_", 1);
  switch (kind) {
    case "msg":
      return { to: "/outbox/$id", params: { id } };
    case "appr":
      return { to: "/approvals", search: { approval: id } };
    case "conn":
      return { to: "/settings/connections/$id", params: { id } };
    case "end":
      return { to: "/deliveries/$id", params: { id } };
    case "pol":
      return { to: "/policies/$id", params: { id } };
    case "key":
      return { to: "/settings/keys" };
    default:
      return undefined;
  }
}
