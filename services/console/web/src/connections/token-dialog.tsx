/** Takes another token of the same bot: Telegram says whose it is before anything is stored. */
import { Modal } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { replaceConnectionToken } from "../api/connections.ts";
import type { Connection } from "../api/contract.ts";
import { DialogForm } from "../ui/dialog-form.tsx";
import { ProblemAlert } from "./problem-alert.tsx";
import { TokenAnswer } from "./token-answer.tsx";
import { TokenInput } from "./token-input.tsx";
import { useConnectionAction } from "./use-connection-action.ts";
import { useTokenCheck } from "./use-token-check.ts";

interface TokenDialogProps {
  readonly connection: Connection;
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function TokenDialog({ connection, opened, onClose }: TokenDialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={`A new token for @${connection.bot.username}`}
      size="lg"
    >
      <TokenForm connection={connection} onDone={onClose} />
    </Modal>
  );
}

/** Made anew each time the dialog opens: what was pasted is forgotten with it. */
function TokenForm({ connection, onDone }: { connection: Connection; onDone: () => void }) {
  const { id, bot } = connection;
  const [text, setText] = useState("");
  const { check, again } = useTokenCheck(text);
  const replace = useConnectionAction((botToken: string) => replaceConnectionToken(id, botToken), {
    onSuccess: () => {
      notifications.show({ color: "green", message: `@${bot.username} has its new token.` });
      onDone();
    },
  });
  const another = check.kind === "known" && check.bot.id !== bot.id ? check.bot : null;

  function change() {
    if (check.kind === "known" && another === null) replace.mutate(check.token);
  }

  return (
    <DialogForm
      act="Replace token"
      busy={replace.isPending}
      disabled={check.kind !== "known" || another !== null}
      error={replace.error}
      failed="It could not be replaced"
      onAct={change}
      onLeave={onDone}
    >
      <TokenInput value={text} onChange={setText} check={check}>
        BotFather shows it under /mybots, @{bot.username}, API Token.
      </TokenInput>
      <TokenAnswer check={check} onRetry={again} />
      {another && (
        <ProblemAlert
          words={{
            title: `This is the token of @${another.username}`,
            detail: `The connection is of @${bot.username}, and keeps its bot.`,
            remedy: "Copy that bot's token, or connect the other bot by itself.",
          }}
        />
      )}
    </DialogForm>
  );
}
