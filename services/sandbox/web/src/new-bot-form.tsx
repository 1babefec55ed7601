/** Asks for a new bot's name and username. */
import { Alert, Button, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "./api.ts";
import { TokenField } from "./token-field.tsx";

/** A username from a name, as BotFather would accept it. */
function suggest(name: string): string {
  const word = name
    .normalize("NFD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[^a-z]+|_+$/g, "")
    .slice(0, 24);
  if (!word) return "";
  return /bot$/.test(word) ? word : `${word}_bot`;
}

export function NewBotForm({ onCreated }: { onCreated(id: string): void }) {
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [username, setUsername] = useState("");
  const create = useMutation({
    mutationFn: api.createBot,
    async onSuccess({ id }) {
      await queries.invalidateQueries({ queryKey: ["bots"] });
      setName("");
      setUsername("");
      onCreated(id);
    },
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    create.mutate({ name, username: username || suggest(name) });
  }

  return (
    <form onSubmit={submit} aria-label="New bot">
      <Stack gap="xs">
        <TextInput
          label="Name"
          placeholder="Help desk"
          required
          withAsterisk={false}
          maxLength={64}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label="Username"
          description="Ends in “bot”"
          placeholder={suggest(name) || "help_desk_bot"}
          maxLength={32}
          value={username}
          error={create.error?.message}
          onChange={(event) => setUsername(event.currentTarget.value)}
        />
        <Button type="submit" loading={create.isPending} data-testid="create-bot">
          Create bot
        </Button>
        {create.data && (
          <Alert
            variant="default"
            title="Your bot is ready. This is its token:"
            withCloseButton
            closeButtonLabel="Hide the token"
            onClose={() => create.reset()}
          >
            <TokenField token={create.data.token} />
          </Alert>
        )}
      </Stack>
    </form>
  );
}
