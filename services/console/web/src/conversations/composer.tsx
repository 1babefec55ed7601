/** Writes to the chat, through the same rules and approvals as a program's message. */
import { ActionIcon, Alert, Select, Text, Textarea } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle, IconSend2 } from "@tabler/icons-react";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type KeyboardEvent, useRef, useState } from "react";
import { asProblem } from "../api/api-problem.ts";
import type { BodyOf } from "../api/contract.ts";
import { createMessage, messagePreviewQuery } from "../api/messages.ts";
import classes from "./composer.module.css";
import { effectWords, outcomeWords } from "./gate-words.ts";

type Request = BodyOf<"createMessage">;

interface ComposerProps {
  readonly connectionId: string;
  readonly chatId: string;
}

const formats = [
  { value: "plain", label: "Plain" },
  { value: "markdown", label: "Markdown" },
];

export function Composer({ connectionId, chatId }: ComposerProps) {
  const queryClient = useQueryClient();
  const [text, setText] = useState("");
  const [format, setFormat] = useState<"plain" | "markdown">("plain");
  // The same attempt keeps its key, so that a lost answer never sends twice.
  const key = useRef(crypto.randomUUID());
  const request = (words: string): Request => ({
    ...{ connectionId, chatId, priority: "interactive" },
    content: { type: "text", text: words, format },
  });

  const [settled] = useDebouncedValue(text.trim(), 400);
  const preview = useQuery({
    ...messagePreviewQuery(request(settled)),
    enabled: settled !== "",
    placeholderData: keepPreviousData,
  });
  const send = useMutation({
    mutationFn: () => createMessage(request(text.trim()), key.current),
    onSuccess({ status }) {
      key.current = crypto.randomUUID();
      setText("");
      notifications.show({ color: "green", message: outcomeWords(status) });
    },
    onSettled: () => {
      for (const name of ["timeline", "messages", "outbox", "approvals"]) {
        void queryClient.invalidateQueries({ queryKey: [name] });
      }
    },
  });

  const empty = text.trim() === "";
  function submit(event?: FormEvent) {
    event?.preventDefault();
    if (!empty && !send.isPending) send.mutate();
  }
  function keys(event: KeyboardEvent) {
    // On a phone's keyboard Enter makes a line: there is the button.
    const touch = window.matchMedia("(pointer: coarse)").matches;
    if (event.key !== "Enter" || event.shiftKey || touch || event.nativeEvent.isComposing) return;
    event.preventDefault();
    submit();
  }

  const problem = send.isError ? asProblem(send.error) : null;
  const faults = preview.isError ? asProblem(preview.error).errors : [];
  return (
    <form onSubmit={submit} className={classes.composer}>
      {problem !== null && (
        <Alert role="alert" color="red" icon={<IconAlertTriangle />} title="It was not accepted">
          {problem.errors[0]?.message ?? problem.message}
        </Alert>
      )}
      <div className={classes.line}>
        <Textarea
          aria-label="Message"
          placeholder="Write a message"
          autosize
          minRows={1}
          maxRows={8}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
          onKeyDown={keys}
          className={classes.words}
          size="md"
        />
        <ActionIcon
          type="submit"
          size={42}
          aria-label="Send"
          title="Send"
          loading={send.isPending}
          disabled={empty}
        >
          <IconSend2 size={22} />
        </ActionIcon>
      </div>
      <div className={classes.below}>
        <Text size="xs" c="dimmed" aria-live="polite" className={classes.gate}>
          {faults[0]?.message ??
            (empty || preview.data === undefined
              ? "Goes through the same rules as every message."
              : effectWords(preview.data.policy))}
        </Text>
        <Select
          aria-label="Markup"
          data={formats}
          value={format}
          onChange={(value) => setFormat(value === "markdown" ? "markdown" : "plain")}
          allowDeselect={false}
          size="xs"
          w={130}
        />
      </div>
    </form>
  );
}
