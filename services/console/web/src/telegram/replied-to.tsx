/** What a message answers: who said it and its first words, leading to it in its conversation. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMay } from "../api/me.ts";
import { type ChatAddress, saidQuery } from "../api/timeline.ts";
import type { Answered } from "./read-update.ts";
import classes from "./replied-to.module.css";
import { firstWords, saidIn } from "./said.ts";

interface RepliedToProps {
  readonly chat: ChatAddress;
  /** Telegram's. */
  readonly messageId: string;
  /** What the bot is called. */
  readonly botName: string;
  /** Where Telegram told it along; otherwise it is looked up. */
  readonly answered?: Answered | null;
}

export function RepliedTo({ chat, messageId, botName, answered = null }: RepliedToProps) {
  const mayRead = useMay("updates:read");
  const query = useQuery({
    ...saidQuery(chat, messageId),
    enabled: mayRead && answered === null,
  });
  const found = query.data ? saidIn(query.data) : null;
  const said = answered ?? found;
  const author = found?.ours ? botName : said?.sender;
  const words = said === null ? (query.isFetching ? "" : "It is not kept here") : firstWords(said);
  const line = (
    <>
      <span className={classes.author}>{author ?? `Message ${messageId}`}</span>
      <span className={classes.words} dir="auto">
        {words === "" ? "\u00a0" : words}
      </span>
    </>
  );
  if (!mayRead || said === null) return <span className={classes.reply}>{line}</span>;
  return (
    <Link
      to="/conversations/$connectionId/$chatId"
      params={chat}
      search={({ q, bot }) => ({ ...(q && { q }), ...(bot && { bot }), message: messageId })}
      resetScroll={false}
      className={classes.reply}
      title={`In reply to: ${words}`}
    >
      {line}
    </Link>
  );
}
