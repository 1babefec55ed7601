/** One message bubble with the buttons under it. */
import { VisuallyHidden } from "@mantine/core";
import { IconArrowUpRight, IconPencil } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./bubble.module.css";
import { FormattedText } from "./formatted-text.tsx";
import { MediaList } from "./media.tsx";
import { Place, Poll } from "./poll.tsx";
import type { SeenPart } from "./read-part.ts";

interface BubbleProps {
  readonly part: SeenPart;
  /** The bot's name, above the first message. */
  readonly sender: string | null;
  /** What it answers; nothing where it answers nothing. */
  readonly reply: ReactNode;
}

export function Bubble({ part, sender, reply }: BubbleProps) {
  const { change, buttons } = part;
  return (
    <div className={classes.message}>
      <div className={classes.bubble}>
        {sender && <span className={classes.sender}>{sender}</span>}
        {reply}
        {change && (
          <span className={classes.change}>
            <IconPencil size={14} aria-hidden /> {change}
          </span>
        )}
        <Content part={part} />
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

function Content({ part }: { part: SeenPart }) {
  const { nodes, media, captionAbove, poll, place, change, method } = part;
  if (poll !== null) return <Poll poll={poll} />;
  if (place !== null) return <Place place={place} />;
  if (nodes === null && media.length === 0) {
    if (change !== null) return null;
    return <span className={classes.unseen}>{method} (it cannot be shown here yet)</span>;
  }
  const text = nodes !== null && (
    <div className={classes.text} dir="auto">
      <FormattedText nodes={nodes} />
    </div>
  );
  return (
    <>
      {captionAbove && text}
      {media.length > 0 && <MediaList media={media} />}
      {!captionAbove && text}
    </>
  );
}
