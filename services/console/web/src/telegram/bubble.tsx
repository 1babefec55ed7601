/** One message bubble with the buttons under it. */
import { VisuallyHidden } from "@mantine/core";
import { IconArrowUpRight, IconCornerUpLeft } from "@tabler/icons-react";
import classes from "./bubble.module.css";
import { FormattedText } from "./formatted-text.tsx";
import type { SeenPart } from "./read-part.ts";

interface BubbleProps {
  readonly part: SeenPart;
  /** The bot's name, above the first message. */
  readonly sender: string | null;
}

export function Bubble({ part, sender }: BubbleProps) {
  const { nodes, replyTo, buttons, method } = part;
  return (
    <div className={classes.message}>
      <div className={classes.bubble}>
        {sender && <span className={classes.sender}>{sender}</span>}
        {replyTo && (
          <span className={classes.reply}>
            <IconCornerUpLeft size={14} aria-hidden /> In reply to message {replyTo}
          </span>
        )}
        {nodes === null ? (
          <span className={classes.unseen}>{method} (it cannot be shown here yet)</span>
        ) : (
          <div className={classes.text} dir="auto">
            <FormattedText nodes={nodes} />
          </div>
        )}
      </div>
      {buttons.map((row, y) => (
        <div key={y} className={classes.row}>
          {row.map(({ text, url }, x) => (
            <span key={x} className={classes.button}>
              <VisuallyHidden>Button: </VisuallyHidden>
              {text}
              {url && <IconArrowUpRight size={12} className={classes.opens} aria-hidden />}
            </span>
          ))}
        </div>
      ))}
    </div>
  );
}
