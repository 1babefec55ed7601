/** Connects a bot: its token, whose it is according to Telegram, and what to do with kept updates. */
import { Button, Paper, Radio, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import {
  connectionQuery,
  connectionsKey,
  connectionsQuery,
  createConnection,
} from "../api/connections.ts";
import { useMay } from "../api/me.ts";
import { sandboxPage, useSandbox } from "../api/sandbox.ts";
import { BackTo } from "../ui/back-to.tsx";
import { Ends } from "../ui/ends.tsx";
import { ButtonLink, TextLink } from "../ui/link.tsx";
import { OutsideLink } from "../ui/outside-link.tsx";
import { Page } from "../ui/page.tsx";
import { BackToConnections } from "./back-to-connections.tsx";
import { alreadyConnected, connectionProblem } from "./connection-problem.ts";
import { ProblemAlert } from "./problem-alert.tsx";
import { TokenAnswer } from "./token-answer.tsx";
import { TokenInput } from "./token-input.tsx";
import { useTokenCheck } from "./use-token-check.ts";

const route = getRouteApi("/shell/settings/connections/new");

export function NewConnectionPage() {
  const router = useRouter();
  const { from } = route.useSearch();
  const queryClient = useQueryClient();
  const mayManage = useMay("connections:manage");
  const sandbox = useSandbox();
  const [text, setText] = useState("");
  const [displayName, setDisplayName] = useState("");
  const [pendingUpdates, setPendingUpdates] = useState<"keep" | "drop">("keep");
  const { check, again } = useTokenCheck(text);

  const others = useQuery(connectionsQuery({ disconnected: false })).data?.data ?? [];
  const bot = check.kind === "known" ? check.bot : undefined;
  const already = bot && others.find((other) => other.bot.id === bot.id);

  const save = useMutation({
    mutationFn: createConnection,
    onSuccess: async (connection) => {
      queryClient.setQueryData(connectionQuery(connection.id).queryKey, connection);
      void queryClient.invalidateQueries({ queryKey: connectionsKey });
      notifications.show({ color: "green", message: `@${connection.bot.username} is connected.` });
      await router.navigate(
        from === "first-steps"
          ? { to: "/first-steps", replace: true }
          : {
              to: "/settings/connections/$id",
              params: { id: connection.id },
              replace: true,
            },
      );
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (check.kind !== "known" || save.isPending) return;
    const name = displayName.trim();
    save.mutate({
      provider: "telegram",
      botToken: check.token,
      pendingUpdates,
      ...(name !== "" && { displayName: name }),
    });
  }

  const back =
    from === "first-steps" ? (
      <BackTo to="/first-steps" label="First steps" />
    ) : (
      <BackToConnections />
    );
  if (!mayManage) {
    return (
      <Page title="Add connection" back={<BackToConnections />}>
        <Text>Only an owner or admin of this workspace can add connections.</Text>
      </Page>
    );
  }
  return (
    <Page title="Add connection" back={back}>
      <Paper withBorder p={{ base: "md", xs: "xl" }} maw={620} bg="var(--lf-surface)">
        <form onSubmit={submit}>
          <Stack gap="lg">
            <TokenInput value={text} onChange={setText} check={check}>
              BotFather shows it under /mybots, your bot, API Token.
              {sandbox && (
                <>
                  {" "}
                  Or{" "}
                  <OutsideLink href={sandboxPage}>make a bot to try out in the sandbox</OutsideLink>
                  .
                </>
              )}
            </TokenInput>
            <TokenAnswer check={check} onRetry={again} />
            {already && (
              <ProblemAlert words={alreadyConnected(already.bot.username)}>
                <TextLink to="/settings/connections/$id" params={{ id: already.id }} size="sm">
                  Show its connection
                </TextLink>
              </ProblemAlert>
            )}
            <TextInput
              label="Display name"
              description="Optional: how this workspace calls the bot."
              placeholder={bot?.name}
              value={displayName}
              maxLength={100}
              onChange={({ currentTarget }) => setDisplayName(currentTarget.value)}
            />
            <Radio.Group
              label="Messages that Telegram kept while nobody received them"
              value={pendingUpdates}
              onChange={(value) => setPendingUpdates(value === "drop" ? "drop" : "keep")}
            >
              <Stack gap="xs" mt="xs">
                <Radio value="keep" label="Receive them" />
                <Radio value="drop" label="Drop them, begin with what comes from now on" />
              </Stack>
            </Radio.Group>
            {save.isError && <ProblemAlert words={connectionProblem(save.error, bot?.username)} />}
            <Ends>
              <ButtonLink
                to={from === "first-steps" ? "/first-steps" : "/settings/connections"}
                variant="default"
              >
                Cancel
              </ButtonLink>
              <Button
                type="submit"
                loading={save.isPending}
                disabled={bot === undefined || already !== undefined}
              >
                {bot ? `Connect @${bot.username}` : "Connect"}
              </Button>
            </Ends>
          </Stack>
        </form>
      </Paper>
    </Page>
  );
}
