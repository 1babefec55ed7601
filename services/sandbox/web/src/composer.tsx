/** Where a person writes. */
import { ActionIcon, Text, Textarea } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type KeyboardEvent, useState } from "react";
import classes from "./composer.module.css";

export interface ComposerProps {
  /** Why nothing can be written, when that is so. */
  disabled: string | undefined;
  onSend(text: string): Promise<void>;
}

export function Composer({ disabled, onSend }: ComposerProps) {
  const [text, setText] = useState("");
  const send = useMutation({ mutationFn: onSend, onSuccess: () => setText("") });

  if (disabled) {
    return (
      <Text className={classes.notice} size="sm" c="dimmed" ta="center">
        {disabled} The chat menu changes that.
      </Text>
    );
  }
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (text.trim() && !send.isPending) send.mutate(text);
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) submit(event);
  }
  return (
    <form className={classes.composer} onSubmit={submit}>
      <Textarea
        className={classes.text}
        aria-label="Message"
        placeholder="Write a message"
        autosize
        minRows={1}
        maxRows={6}
        maxLength={4096}
        value={text}
        error={send.error?.message}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <ActionIcon type="submit" size={36} aria-label="Send" disabled={!text.trim()}>
        <IconSend size={18} />
      </ActionIcon>
    </form>
  );
}
