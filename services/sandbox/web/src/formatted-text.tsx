/** Shows a text with Telegram's entities. */
import { Anchor, Code, Mark } from "@mantine/core";
import type { ReactNode } from "react";
import type { Entity } from "./api.ts";
import classes from "./formatted-text.module.css";

/** Entities may lie inside one another: the text is cut at every boundary. */
export function FormattedText({ text, entities }: { text: string; entities: Entity[] }) {
  const cuts = new Set([0, text.length]);
  for (const { offset, length } of entities) cuts.add(offset).add(offset + length);
  const places = [...cuts].filter((place) => place <= text.length).sort((a, b) => a - b);
  return places.slice(0, -1).map((from, index) => {
    const to = places[index + 1] ?? text.length;
    const around = entities.filter(
      (entity) => entity.offset <= from && entity.offset + entity.length >= to,
    );
    const piece = text.slice(from, to);
    return (
      <span key={from}>
        {around.reduceRight<ReactNode>((inner, entity) => wrap(entity, inner, piece), piece)}
      </span>
    );
  });
}

function wrap({ type, url }: Entity, inner: ReactNode, piece: string): ReactNode {
  switch (type) {
    case "bold":
      return <strong>{inner}</strong>;
    case "italic":
      return <em>{inner}</em>;
    case "underline":
      return <u>{inner}</u>;
    case "strikethrough":
      return <s>{inner}</s>;
    case "spoiler":
      return <Mark>{inner}</Mark>;
    case "code":
    case "pre":
      return <Code>{inner}</Code>;
    case "blockquote":
    case "expandable_blockquote":
      return <q>{inner}</q>;
    case "text_link":
    case "url":
      return (
        <Anchor
          href={safe(url ?? piece)}
          target="_blank"
          rel="noopener noreferrer"
          inherit
          className={classes.link}
        >
          {inner}
        </Anchor>
      );
    case "bot_command":
    case "mention":
    case "hashtag":
    case "email":
    case "text_mention":
      return <strong>{inner}</strong>;
    default:
      return inner;
  }
}

/** Only web addresses become links: a bot's text must not run anything here. */
function safe(url: string): string | undefined {
  const candidate = /^[a-z]+:/i.test(url) ? url : `https://${url}`;
  return /^https?:\/\//i.test(candidate) ? candidate : undefined;
}
