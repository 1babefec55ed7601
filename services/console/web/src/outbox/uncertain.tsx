/** Messages of which nobody knows whether they arrived, each with its three answers: before all else. */
import { Button, Paper, Skeleton, Stack, Text, Title } from "@mantine/core";
import { IconHelpCircleFilled } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { messagesQuery } from "../api/messages.ts";
import { useBotNames } from "../connections/use-bot-names.ts";
import { contentWords } from "../messages/content-words.ts";
import { DoubtPanel } from "../messages/doubt-panel.tsx";
import { Ago } from "../ui/ago.tsx";
import { chatLabel } from "../ui/chat-label.ts";
import { Failure } from "../ui/failure.tsx";
import { TextLink } from "../ui/link.tsx";
import classes from "./uncertain.module.css";

export function Uncertain({ count }: { readonly count: number }) {
  const query = useInfiniteQuery(messagesQuery({ status: ["uncertain"] }));
  const bots = useBotNames();
  const messages = query.data?.pages.flatMap(({ data }) => data);
  return (
    <section className={classes.section} aria-labelledby="uncertain">
      <div className={classes.head}>
        <IconHelpCircleFilled size={22} aria-hidden className={classes.sign} />
        <div>
          <Title order={2} size="h4" id="uncertain">
            {count === 1 ? "One message may have arrived" : `${count} messages may have arrived`}
          </Title>
          <Text size="sm" c="dimmed">
            Telegram gave no clear answer. Look into the chat and say what you see; nothing goes out
            by itself.
          </Text>
        </div>
      </div>
      {messages === undefined ? (
        query.isError ? (
          <Failure error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <Skeleton height={104} radius="lg" />
        )
      ) : (
        <Stack gap="xs" component="ul" p={0} m={0} aria-label="Uncertain messages">
          {messages.map((message) => (
            <Paper key={message.id} component="li" withBorder className={classes.message}>
              <div className={classes.words}>
                <TextLink to="/outbox/$id" params={{ id: message.id }} size="sm" fw={600}>
                  {chatLabel(message.chat, message.chatId)}
                </TextLink>
                <Text size="sm" lineClamp={2} dir="auto">
                  {contentWords(message.content)}
                </Text>
                <Text size="xs" c="dimmed">
                  {bots.of(message.connectionId)}, in doubt since <Ago at={message.updatedAt} />
                </Text>
              </div>
              <DoubtPanel message={message} />
            </Paper>
          ))}
        </Stack>
      )}
      {query.hasNextPage && (
        <Button
          variant="default"
          mt="xs"
          fullWidth
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          Show older ones
        </Button>
      )}
    </section>
  );
}
