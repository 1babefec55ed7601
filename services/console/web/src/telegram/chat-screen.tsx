/** A strip of a Telegram chat, as the person who gets the messages will see it. */
import { Avatar } from "@mantine/core";
import type { ReactNode } from "react";
import type { Part } from "../api/contract.ts";
import { Bubble } from "./bubble.tsx";
import classes from "./chat-screen.module.css";
import { readPart } from "./read-part.ts";

interface ChatScreenProps {
  readonly botName: string;
  readonly parts: readonly Part[];
  /** What stands above it in the chat. */
  readonly before?: ReactNode;
}

export function ChatScreen({ botName, parts, before }: ChatScreenProps) {
  return (
    <div className={`${classes.colours} ${classes.screen}`}>
      {before}
      <div className={classes.message}>
        <Avatar name={botName} color="initials" size={34} aria-hidden className={classes.bot} />
        <div className={classes.column}>
          {parts.map((part, index) => (
            <Bubble key={index} part={readPart(part)} sender={index === 0 ? botName : null} />
          ))}
        </div>
      </div>
    </div>
  );
}
