/** A strip of a Telegram chat, as the person who gets the messages will see it. */
import { Avatar } from "@mantine/core";
import type { ReactNode } from "react";
import type { Part } from "../api/contract.ts";
import type { ChatAddress } from "../api/timeline.ts";
import { Bubble } from "./bubble.tsx";
import classes from "./chat-screen.module.css";
import { readPart } from "./read-part.ts";
import { RepliedTo } from "./replied-to.tsx";

interface ChatScreenProps {
  readonly chat: ChatAddress;
  readonly botName: string;
  readonly parts: readonly Part[];
  /** What stands above it in the chat. */
  readonly before?: ReactNode;
}

export function ChatScreen({ chat, botName, parts, before }: ChatScreenProps) {
  return (
    <div className={`${classes.colours} ${classes.screen}`}>
      {before}
      <div className={classes.message}>
        <Avatar name={botName} color="initials" size={34} aria-hidden className={classes.bot} />
        <div className={classes.column}>
          {parts.map(readPart).map((part, index) => (
            <Bubble
              key={index}
              part={part}
              sender={index === 0 ? botName : null}
              reply={
                part.replyTo !== null && (
                  <RepliedTo chat={chat} messageId={part.replyTo} botName={botName} />
                )
              }
            />
          ))}
        </div>
      </div>
    </div>
  );
}
