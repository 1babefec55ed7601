/** Makes a bot in the sandbox and connects it, at one press. */
import { Button, Text } from "@mantine/core";
import { IconFlask } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { connectionsKey, createConnection } from "../api/connections.ts";
import { firstRunQuery } from "../api/first-run.ts";
import { makeSandboxBot } from "../api/sandbox.ts";
import { connectionProblem } from "../connections/connection-problem.ts";
import { ProblemAlert } from "../connections/problem-alert.tsx";
import classes from "./connect-step.module.css";

export function SandboxBot() {
  const queryClient = useQueryClient();
  const make = useMutation({
    async mutationFn() {
      // The token goes from the sandbox to the connection, and is kept nowhere here.
      const { token } = await makeSandboxBot("First bot");
      return createConnection({ provider: "telegram", botToken: token, pendingUpdates: "keep" });
    },
    onSuccess: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: firstRunQuery.queryKey }),
        queryClient.invalidateQueries({ queryKey: connectionsKey }),
      ]),
  });
  return (
    <div className={classes.way}>
      <div className={classes.head}>
        <IconFlask size={20} aria-hidden /> Try it here
      </div>
      <Text size="sm">A bot in the sandbox, a Telegram of its own on this machine:</Text>
      <ul className={classes.list}>
        <li>You need no account and no phone.</li>
        <li>Nothing reaches the real Telegram.</li>
        <li>Disconnect it whenever you like.</li>
      </ul>
      {make.isError && <ProblemAlert words={connectionProblem(make.error)} />}
      <div className={classes.act}>
        <Button loading={make.isPending} onClick={() => make.mutate()} fullWidth>
          Make a bot and connect it
        </Button>
      </div>
    </div>
  );
}
