/** A decided approval in one line, or in full where it is selected. */
import { Paper, Text } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { Approval } from "../api/contract.ts";
import { ChatScreen } from "../telegram/chat-screen.tsx";
import { plainText } from "../telegram/nodes.ts";
import { readPart } from "../telegram/read-part.ts";
import { Ago } from "../ui/ago.tsx";
import { chatDetails, chatName } from "./chat-words.ts";
import classes from "./decided-row.module.css";
import { MessageFacts } from "./message-facts.tsx";
import { Outcome } from "./outcome.tsx";
import { OutcomeBadge } from "./outcome-badge.tsx";
import { Question } from "./question.tsx";
import { Votes } from "./votes.tsx";

interface DecidedRowProps {
  readonly approval: Approval;
  readonly open: boolean;
}

export function DecidedRow({ approval, open }: DecidedRowProps) {
  const { id, chat, connection, status, preview, decidedAt } = approval;
  return (
    <Paper withBorder className={classes.row} data-open={open || undefined}>
      <Link
        to="/approvals"
        search={({ outcome }) => ({
          tab: "decided" as const,
          ...(outcome && { outcome }),
          ...(!open && { approval: id }),
        })}
        resetScroll={false}
        className={classes.line}
        aria-expanded={open}
      >
        <span className={classes.words}>
          <Text component="span" size="sm" fw={600} truncate>
            {chatName(chat)}
          </Text>
          <Text component="span" size="sm" c="dimmed" truncate>
            {open
              ? `${chatDetails(chat)} · from @${connection.botUsername}`
              : snippet(preview.parts)}
          </Text>
        </span>
        <span className={classes.outcome}>
          <OutcomeBadge status={status} />
          <Text component="span" size="xs" c="dimmed">
            <Ago at={decidedAt} never="" />
          </Text>
        </span>
        <IconChevronDown size={18} className={classes.sign} aria-hidden />
      </Link>
      {open && (
        <div className={classes.more}>
          <ChatScreen
            chat={{ connectionId: connection.id, chatId: chat.id }}
            botName={connection.botName}
            parts={preview.parts}
          />
          <MessageFacts approval={approval} />
          <Question approval={approval} />
          <Votes approval={approval} />
          <Outcome approval={approval} />
        </div>
      )}
    </Paper>
  );
}

/** The words of the first part on one line; the line itself is cut by the screen. */
function snippet(parts: Approval["preview"]["parts"]): string {
  const [first] = parts;
  if (first === undefined) return "";
  const { nodes, poll, change, method } = readPart(first);
  const words = poll?.question ?? plainText(nodes ?? []);
  const text = change === null ? words : `${change}: ${words}`.replace(/: $/, "");
  return text === "" ? method : text.replaceAll(/\s+/g, " ").slice(0, 200);
}
