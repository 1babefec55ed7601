/** One message: text or media, time, and the buttons under it. */
import { Button, Text } from "@mantine/core";
import type { Message } from "./api.ts";
import { FormattedText } from "./formatted-text.tsx";
import { Media } from "./media.tsx";
import classes from "./message-bubble.module.css";
import { serviceText } from "./service-text.ts";

export interface MessageBubbleProps {
  message: Message;
  /** Written by the person at the screen. */
  mine: boolean;
  /** Whether to say who wrote it. */
  named: boolean;
  onPress(data: string): void;
}

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });

export function MessageBubble({ message, mine, named, onPress }: MessageBubbleProps) {
  const service = serviceText(message);
  if (service) {
    return (
      <Text className={classes.service} size="xs" component="p">
        {service}
      </Text>
    );
  }
  const text = message.text ?? message.caption;
  const entities = message.text === undefined ? message.caption_entities : message.entities;
  const replied = message.reply_to_message;

  return (
    <article
      className={classes.row}
      data-mine={mine || undefined}
      data-from={message.sentByBotId ? "bot" : "person"}
      data-testid="message"
      aria-label={`${message.from?.first_name ?? "Someone"} wrote`}
    >
      <div className={classes.stack}>
        <div className={classes.bubble}>
          {named && !mine && (
            <Text size="xs" fw={700} c="cyan">
              {message.from?.first_name}
            </Text>
          )}
          {replied && (
            <div className={classes.reply}>
              <Text size="xs" fw={600}>
                {replied.from?.first_name}
              </Text>
              <Text size="xs" lineClamp={2}>
                {replied.text ?? replied.caption ?? "a message"}
              </Text>
            </div>
          )}
          <Media message={message} />
          {text !== undefined && (
            <div className={classes.text}>
              <FormattedText text={text} entities={entities ?? []} />
            </div>
          )}
          <time className={classes.time} dateTime={new Date(message.date * 1_000).toISOString()}>
            {message.edit_date ? "edited " : ""}
            {clock.format(message.date * 1_000)}
          </time>
        </div>
        {message.reply_markup?.inline_keyboard?.map((row) => (
          <div className={classes.buttons} key={row.map(({ text: label }) => label).join("/")}>
            {row.map((button) =>
              button.url ? (
                <Button
                  key={button.text}
                  component="a"
                  href={button.url}
                  target="_blank"
                  rel="noopener noreferrer"
                  variant="light"
                  size="xs"
                  fullWidth
                >
                  {button.text}
                </Button>
              ) : (
                <Button
                  key={button.text}
                  variant="light"
                  size="xs"
                  fullWidth
                  onClick={() => onPress(button.callback_data ?? "")}
                >
                  {button.text}
                </Button>
              ),
            )}
          </div>
        ))}
      </div>
    </article>
  );
}
