/** BotFather: makes bots and lists those there are. */
import { Alert, Stack, Text, Title } from "@mantine/core";
import type { Bot } from "./api.ts";
import { BotCard } from "./bot-card.tsx";
import { NewBotForm } from "./new-bot-form.tsx";

export interface BotsPanelProps {
  bots: Bot[];
  selected: string | undefined;
  error: Error | null;
  onSelect(id: string): void;
  onCreated(id: string): void;
}

export function BotsPanel({ bots, selected, error, onSelect, onCreated }: BotsPanelProps) {
  return (
    <Stack p="md" gap="md">
      <div>
        <Title order={2} size="h5">
          BotFather
        </Title>
        <Text size="sm" c="dimmed">
          Create a bot, copy its token and add it in the console under Settings › Connections.
        </Text>
      </div>
      {error && (
        <Alert color="red" title="The sandbox does not answer">
          {error.message}
        </Alert>
      )}
      <NewBotForm onCreated={onCreated} />
      {bots.length > 0 && (
        <Stack gap="xs" component="ul" p={0} m={0} aria-label="Your bots">
          {[...bots].reverse().map((bot) => (
            <BotCard
              key={bot.id}
              bot={bot}
              selected={bot.id === selected}
              onSelect={() => onSelect(bot.id)}
            />
          ))}
        </Stack>
      )}
    </Stack>
  );
}
