/** A strip of a Telegram chat, as the person who gets the messages will see it. */
import { Avatar } from "@mantine/core";
import type { Part } from "../api/contract.ts";
import { Bubble } from "./bubble.tsx";
import classes from "./chat-screen.module.css";
import { readPart } from "./read-part.ts";

interface ChatScreenProps {
  readonly botName: string;
  readonly parts: readonly Part[];
}

export function ChatScreen({ botName, parts }: ChatScreenProps) {
  return (
    <div className={classes.screen}>
      <Avatar name={botName} color="initials" size={34} aria-hidden className={classes.bot} />
      <div className={classes.column}>
        {parts.map((part, index) => (
          <Bubble key={index} part={readPart(part)} sender={index === 0 ? botName : null} />
        ))}
      </div>
    </div>
  );
}
