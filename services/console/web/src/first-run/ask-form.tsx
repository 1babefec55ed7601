/** Asks to send a message with a key made for it alone: whoever asks does not decide, so a program asks. */
import { Button, Text, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { asProblem } from "../api/api-problem.ts";
import { chatQuery } from "../api/chats.ts";
import { firstRunQuery } from "../api/first-run.ts";
import { makeKey, revokeKey } from "../api/keys.ts";
import { createMessage } from "../api/messages.ts";
import { chatLabel } from "../ui/chat-label.ts";
import { Failure } from "../ui/failure.tsx";

interface AskFormProps {
  readonly connectionId: string;
  readonly chatId: string;
}

/** Should it not be revoked after use, it ends by itself. */
const keyLivesMs = 10 * 60_000;

export function AskForm({ connectionId, chatId }: AskFormProps) {
  const queryClient = useQueryClient();
  const chat = useQuery(chatQuery(connectionId, chatId)).data;
  const [text, setText] = useState("Hello! Good to hear from you. How can we help?");
  // The same attempt keeps its key, so that a lost answer never asks twice.
  const attempt = useRef(crypto.randomUUID());
  const ask = useMutation({
    async mutationFn() {
      const key = await makeKey({
        name: "First steps",
        scopes: ["messages:send"],
        expiresAt: new Date(Date.now() + keyLivesMs).toISOString(),
      });
      try {
        const request = {
          ...{ connectionId, chatId, priority: "interactive" as const },
          content: { type: "text" as const, text: text.trim(), format: "plain" as const },
        };
        return await createMessage(request, attempt.current, key.apiKey);
      } finally {
        await revokeKey(key.id).catch(() => undefined);
      }
    },
    onSuccess: () => {
      attempt.current = crypto.randomUUID();
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: firstRunQuery.queryKey }),
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (text.trim() !== "" && !ask.isPending) ask.mutate();
  }
  return (
    <form onSubmit={submit}>
      <Textarea
        label={`Your answer to ${chatLabel(chat ?? null, chatId)}`}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={4096}
        size="md"
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      <Text size="sm" c="dimmed" mt="xs" mb="md">
        It is asked for as your agent will ask: with a key, made for this one message and revoked at
        once. Whoever asks never decides, so the one who approves is you.
      </Text>
      {ask.isError && <Failure error={asProblem(ask.error)} title="It was not accepted" />}
      <Button type="submit" loading={ask.isPending} disabled={text.trim() === ""}>
        Ask to send it
      </Button>
    </form>
  );
}
