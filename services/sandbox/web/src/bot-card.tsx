/** One bot of the list, with its token and the way to revoke it. */
import { Badge, Button, Group, Paper, Stack, Text, UnstyledButton } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Bot } from "./api.ts";
import classes from "./bot-card.module.css";
import { BotPicture } from "./bot-picture.tsx";
import { PictureButton } from "./picture-button.tsx";
import { TokenField } from "./token-field.tsx";

export interface BotCardProps {
  bot: Bot;
  selected: boolean;
  onSelect(): void;
}

export function BotCard({ bot, selected, onSelect }: BotCardProps) {
  const [asking, setAsking] = useState(false);
  const token = useMutation({ mutationFn: () => api.token(bot.id) });
  const revoke = useMutation({
    mutationFn: () => api.revoke(bot.id),
    onSuccess: () => setAsking(false),
  });
  const shown = revoke.data?.token ?? token.data?.token;

  return (
    <Paper
      component="li"
      withBorder
      p="sm"
      className={classes.card}
      data-selected={selected || undefined}
      data-testid={`bot-${bot.username}`}
    >
      <UnstyledButton w="100%" onClick={onSelect} aria-current={selected ? "true" : undefined}>
        <Group wrap="nowrap" gap="sm">
          <BotPicture bot={bot} />
          <div className={classes.names}>
            <Text fw={600} size="sm" truncate>
              {bot.name}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              @{bot.username}
            </Text>
          </div>
        </Group>
      </UnstyledButton>
      <Group gap={6} mt="xs">
        <Badge variant="light" color={bot.webhook ? "teal" : "gray"}>
          {bot.webhook ? "Connected" : "No webhook"}
        </Badge>
        {bot.pendingUpdateCount > 0 && (
          <Badge variant="outline" color="gray">
            {bot.pendingUpdateCount} waiting
          </Badge>
        )}
      </Group>
      {bot.webhook?.lastErrorMessage && (
        <Text size="xs" c="dimmed" mt={4}>
          Last delivery error: {bot.webhook.lastErrorMessage}
        </Text>
      )}
      <Stack gap="xs" mt="xs">
        {shown && <TokenField token={shown} />}
        {asking ? (
          <Stack gap={6}>
            <Text size="sm">The old token stops working at once. Revoke it?</Text>
            <Group gap="xs">
              <Button
                size="compact-sm"
                color="red"
                loading={revoke.isPending}
                onClick={() => revoke.mutate()}
              >
                Revoke
              </Button>
              <Button size="compact-sm" variant="default" onClick={() => setAsking(false)}>
                Keep
              </Button>
            </Group>
          </Stack>
        ) : (
          <Group gap="xs">
            {!shown && (
              <Button size="compact-sm" variant="default" onClick={() => token.mutate()}>
                Show token
              </Button>
            )}
            <PictureButton bot={bot} />
            <Button size="compact-sm" variant="light" color="red" onClick={() => setAsking(true)}>
              Revoke token
            </Button>
          </Group>
        )}
      </Stack>
    </Paper>
  );
}
