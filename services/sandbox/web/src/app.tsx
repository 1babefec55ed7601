/** Lays the page out: BotFather, the chat, and the example Sidekick. */
import { Box, Center, Group, SegmentedControl, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "./api.ts";
import classes from "./app.module.css";
import { BotsPanel } from "./bots-panel.tsx";
import { ChatPanel } from "./chat-panel.tsx";
import { SchemeToggle } from "./scheme-toggle.tsx";
import { SidekickPanel } from "./sidekick-panel.tsx";
import { useLive } from "./use-live.ts";

type Section = "bots" | "chat" | "sidekick";

/** Whose chat the address leads to. */
const namedBot = () => new URLSearchParams(location.search).get("bot") ?? undefined;

export function App() {
  const [chosen, setChosen] = useState<string | undefined>(namedBot);
  const [section, setSection] = useState<Section>(chosen === undefined ? "bots" : "chat");
  const bots = useQuery({ queryKey: ["bots"], queryFn: api.bots });
  const subscribe = useLive();
  const choose = (id: string) => {
    setChosen(id);
    history.replaceState(null, "", `?bot=${encodeURIComponent(id)}`);
  };

  const all = bots.data ?? [];
  const bot = all.find(({ id }) => id === chosen) ?? all.at(-1);

  return (
    <div className={classes.page}>
      <header className={classes.header}>
        <Group justify="space-between" wrap="nowrap" gap="sm">
          <Box miw={0}>
            <Title order={1} size="h4">
              Telegram sandbox
            </Title>
            <Text size="xs" c="dimmed">
              A Telegram of your own on this machine. Nothing here reaches the real one.
            </Text>
          </Box>
          <SchemeToggle />
        </Group>
        <div className={classes.switcher}>
          <SegmentedControl
            fullWidth
            aria-label="Section"
            value={section}
            onChange={(value) => setSection(value as Section)}
            data={[
              { value: "bots", label: "BotFather" },
              { value: "chat", label: "Chat" },
              { value: "sidekick", label: "Sidekick" },
            ]}
          />
        </div>
      </header>
      <main className={classes.columns} data-section={section}>
        <section className={classes.bots} aria-label="BotFather">
          <BotsPanel
            bots={all}
            selected={bot?.id}
            error={bots.error}
            onSelect={(id) => {
              choose(id);
              setSection("chat");
            }}
            onCreated={choose}
          />
        </section>
        <section className={classes.chat} aria-label="Chat">
          {bot ? (
            <ChatPanel key={bot.id} bot={bot} subscribe={subscribe} />
          ) : (
            <Center h="100%" p="xl">
              <Stack align="center" gap={4}>
                <Text fw={600}>No bot to talk to yet</Text>
                <Text size="sm" c="dimmed" ta="center">
                  Create one with BotFather, connect its token, then write to it here.
                </Text>
              </Stack>
            </Center>
          )}
        </section>
        <section className={classes.sidekick} aria-label="Example Sidekick">
          <SidekickPanel />
        </section>
      </main>
    </div>
  );
}
