/** Where a person writes, and sends files. */
import { ActionIcon, FileButton, Text, Textarea } from "@mantine/core";
import { IconPaperclip, IconSend, IconX } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type KeyboardEvent, useRef, useState } from "react";
import type { Said } from "./api.ts";
import classes from "./composer.module.css";
import { asSent } from "./read-file.ts";

export interface ComposerProps {
  /** Why nothing can be written, when that is so. */
  disabled: string | undefined;
  onSend(said: Said): Promise<void>;
}

/** The control API takes 32 MiB, of which a third is lost to its encoding. */
const mostBytes = 22 * 1024 * 1024;

export function Composer({ disabled, onSend }: ComposerProps) {
  const [text, setText] = useState("");
  const [file, setFile] = useState<File | null>(null);
  const reset = useRef<() => void>(null);
  const clear = () => {
    setFile(null);
    reset.current?.();
  };
  const send = useMutation({
    async mutationFn() {
      if (file === null) return onSend({ text });
      if (file.size > mostBytes) throw new Error("The sandbox takes files of 22 MB at the most.");
      return onSend({ file: await asSent(file), caption: text.trim() });
    },
    onSuccess() {
      setText("");
      clear();
    },
  });

  if (disabled) {
    return (
      <Text className={classes.notice} size="sm" c="dimmed" ta="center">
        {disabled} The chat menu changes that.
      </Text>
    );
  }
  const ready = text.trim() !== "" || file !== null;
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (ready && !send.isPending) send.mutate();
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) submit(event);
  }
  return (
    <form className={classes.composer} onSubmit={submit}>
      <FileButton resetRef={reset} onChange={setFile} inputProps={{ "aria-label": "Chosen file" }}>
        {(props) => (
          <ActionIcon {...props} variant="subtle" color="gray" size={36} aria-label="Attach a file">
            <IconPaperclip size={18} />
          </ActionIcon>
        )}
      </FileButton>
      <div className={classes.text}>
        {file && (
          <div className={classes.file}>
            <Text size="xs" truncate>
              {file.name}
            </Text>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label="Do not send the file"
              onClick={clear}
            >
              <IconX size={14} />
            </ActionIcon>
          </div>
        )}
        <Textarea
          aria-label="Message"
          placeholder={file ? "Write something under it" : "Write a message"}
          autosize
          minRows={1}
          maxRows={6}
          maxLength={4096}
          value={text}
          error={send.error?.message}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
      </div>
      <ActionIcon
        type="submit"
        size={36}
        aria-label="Send"
        disabled={!ready}
        loading={send.isPending}
      >
        <IconSend size={18} />
      </ActionIcon>
    </form>
  );
}
