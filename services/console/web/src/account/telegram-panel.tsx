/** Links a person's Telegram account, so that approvals are asked and decided there. */
import { Anchor, Button, Code, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import {
  approvingKey,
  linkTelegram,
  telegramLinksQuery,
  unlinkTelegram,
} from "../api/approving.ts";
import { connectionsQuery } from "../api/connections.ts";
import { useMe } from "../api/me.ts";
import { useActionOn } from "../api/use-action-on.ts";
import { Ago } from "../ui/ago.tsx";
import { CopyText } from "../ui/copy-text.tsx";
import { Failure } from "../ui/failure.tsx";
import { EndingRow } from "./ending-row.tsx";
import { Panel } from "./panel.tsx";

export function TelegramPanel() {
  const { id } = useMe();
  const links = useQuery(telegramLinksQuery);
  const bots = useQuery(connectionsQuery({ disconnected: false })).data?.data ?? [];
  const code = useActionOn(approvingKey, linkTelegram);
  const own = links.data?.data.filter(({ user }) => user?.id === id);
  const linked = new Set(own?.map(({ connectionId }) => connectionId));
  const open = bots.filter((bot) => !linked.has(bot.id));
  const shown = code.data && !linked.has(code.data.connectionId) ? code.data : null;
  return (
    <Panel
      title="Approve in Telegram"
      lead="What is yours to decide arrives as a card in your own chat with a bot."
    >
      {own === undefined ? (
        links.isError ? (
          <Failure error={links.error} onRetry={() => void links.refetch()} />
        ) : (
          <Skeleton height={36} radius="md" />
        )
      ) : (
        own.length > 0 && (
          <Stack gap="xs" component="ul" p={0} m={0} aria-label="Linked accounts">
            {own.map((link) => (
              <EndingRow
                key={link.id}
                act="Unlink"
                label={`@${link.botUsername}`}
                onEnd={() => unlinkTelegram(link.id)}
              >
                <strong>@{link.botUsername}</strong> writes to {link.title}
                <Text size="xs" c="dimmed">
                  linked <Ago at={link.linkedAt} />
                </Text>
              </EndingRow>
            ))}
          </Stack>
        )
      )}
      {shown !== null && (
        <Stack gap="xs" role="status">
          <Text size="sm">
            <Anchor href={shown.url} target="_blank" rel="noopener noreferrer">
              Open Telegram
            </Anchor>{" "}
            and press Start, or write this to the bot yourself. It works once, and ends{" "}
            <Ago at={shown.expiresAt} />.
          </Text>
          <Code block>{shown.command}</Code>
          <Group>
            <CopyText text={shown.command} size="xs" />
          </Group>
        </Stack>
      )}
      {code.isError && <Failure error={code.error} title="No code could be made" />}
      {own?.length === 0 && open.length === 0 && (
        <Text size="sm" c="dimmed">
          No bot is connected yet.
        </Text>
      )}
      {open.length > 0 && (
        <Group gap="xs">
          {open.map(({ id: connectionId, bot: { username } }) => (
            <Button
              key={connectionId}
              variant="default"
              loading={code.isPending && code.variables === connectionId}
              onClick={() => code.mutate(connectionId)}
            >
              Link @{username}
            </Button>
          ))}
        </Group>
      )}
    </Panel>
  );
}
