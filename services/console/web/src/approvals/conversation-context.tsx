/** What was said in the chat just before, as the person there sees it: theirs right, the bot's left. */
import { Skeleton, Text } from "@mantine/core";
import { IconMessages } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Approval, TimelineItem } from "../api/contract.ts";
import { useMay } from "../api/me.ts";
import { latestOfTimelineQuery } from "../api/timeline.ts";
import { FormattedText } from "../telegram/formatted-text.tsx";
import { type Said, saidIn } from "../telegram/said.ts";
import { TextLink } from "../ui/link.tsx";
import classes from "./conversation-context.module.css";

/** As many as are read in a glance. */
const shownAtMost = 3;

interface ConversationContextProps {
  readonly approval: Approval;
}

export function ConversationContext({ approval }: ConversationContextProps) {
  const mayRead = useMay("updates:read");
  const chat = { connectionId: approval.connection.id, chatId: approval.chat.id };
  const query = useQuery({ ...latestOfTimelineQuery(chat), enabled: mayRead });
  // A chat that nothing ever came from is none that the bot has met.
  if (!mayRead || query.isError) return null;
  if (query.data === undefined) return <Skeleton height={44} radius="md" aria-hidden />;

  const before = earlier(query.data.data, approval);
  return (
    <div className={classes.context}>
      {before.length === 0 ? (
        <Text size="xs" className={classes.none}>
          Nothing was said here before.
        </Text>
      ) : (
        <ol className={classes.said} aria-label="Said before">
          {before.map((said) => (
            <Line key={said.id} said={said} />
          ))}
        </ol>
      )}
      <TextLink
        to="/conversations/$connectionId/$chatId"
        params={chat}
        size="xs"
        className={classes.open}
      >
        <IconMessages size={14} aria-hidden /> Open the conversation
      </TextLink>
    </div>
  );
}

function Line({ said: { ours, sender, nodes, note } }: { readonly said: Said }) {
  return (
    <li className={classes.line} data-ours={ours || undefined}>
      {sender !== null && <span className={classes.sender}>{sender}</span>}
      <span className={classes.words} dir="auto">
        {nodes === null ? <em>{note}</em> : <FormattedText nodes={nodes} />}
      </span>
    </li>
  );
}

/** What had been said when it was asked for, and the latest since: an answer may have come. */
function earlier(items: readonly TimelineItem[], approval: Approval): readonly Said[] {
  return items
    .flatMap((item) => saidIn(item) ?? [])
    .filter(({ id }) => id !== approval.messageId)
    .slice(0, shownAtMost)
    .toReversed();
}
