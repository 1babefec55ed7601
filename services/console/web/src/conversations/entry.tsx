/** One thing that was said: theirs on the left, the bot's on the right with what became of it. */
import { Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { TimelineItem } from "../api/contract.ts";
import { updateFileUrl } from "../api/files.ts";
import type { ChatAddress } from "../api/timeline.ts";
import { MessageBadge } from "../messages/message-badge.tsx";
import { Bubble } from "../telegram/bubble.tsx";
import colours from "../telegram/chat-screen.module.css";
import { readPart } from "../telegram/read-part.ts";
import { readUpdate } from "../telegram/read-update.ts";
import { RepliedTo } from "../telegram/replied-to.tsx";
import { clockTime } from "../ui/time-words.ts";
import { useTimeZone } from "../ui/time-zone.ts";
import classes from "./entry.module.css";

interface EntryProps {
  readonly item: TimelineItem;
  readonly chat: ChatAddress;
  /** What the bot is called. */
  readonly botName: string;
}

export function Entry({ item, ...around }: EntryProps) {
  return item.direction === "inbound" ? (
    <Theirs item={item} {...around} />
  ) : (
    <Ours item={item} {...around} />
  );
}

type Around = Pick<EntryProps, "chat" | "botName">;
type Inbound = Extract<TimelineItem, { direction: "inbound" }>;
type Outbound = Extract<TimelineItem, { direction: "outbound" }>;

function Theirs({ item: { at, update }, chat, botName }: { item: Inbound } & Around) {
  const seen = readUpdate(update.update, updateFileUrl(update.id));
  const { sender, part, note, edited, answered } = seen;
  if (part === null) {
    return (
      <div className={classes.note}>
        <span>
          {sender !== null && <strong>{sender} </strong>}
          {note} · <Clock at={at} />
        </span>
      </div>
    );
  }
  return (
    <div className={`${colours.colours} ${classes.theirs}`}>
      <Bubble
        part={part}
        sender={sender}
        reply={
          part.replyTo !== null && (
            <RepliedTo chat={chat} messageId={part.replyTo} botName={botName} answered={answered} />
          )
        }
      />
      <Text component="span" size="xs" className={classes.at}>
        {edited && "edited "}
        <Clock at={at} />
      </Text>
    </div>
  );
}

function Ours({ item: { at, message, parts }, chat, botName }: { item: Outbound } & Around) {
  const { id, status, requester } = message;
  return (
    <div className={`${colours.colours} ${classes.ours}`} data-status={status}>
      {parts.map(readPart).map((part, index) => (
        <Bubble
          key={index}
          part={part}
          sender={null}
          reply={
            part.replyTo !== null && (
              <RepliedTo chat={chat} messageId={part.replyTo} botName={botName} />
            )
          }
        />
      ))}
      <Link to="/outbox/$id" params={{ id }} className={classes.state}>
        <MessageBadge status={status} />
        <span className={classes.at}>
          <Clock at={at} /> · {requester.name}
        </span>
      </Link>
    </div>
  );
}

function Clock({ at }: { readonly at: string }) {
  const { zone } = useTimeZone();
  return <time dateTime={at}>{clockTime(new Date(at), zone)}</time>;
}
