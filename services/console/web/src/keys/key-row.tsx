/** One API key: what it is for, when it was used, how long it lasts, and its rotation and end. */
import { Badge, Button, Group, Paper, Text } from "@mantine/core";
import { IconClockExclamation } from "@tabler/icons-react";
import { useState } from "react";
import type { ApiKey } from "../api/contract.ts";
import { revokeKey } from "../api/keys.ts";
import { Ago } from "../ui/ago.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { timeUntil } from "../ui/time-words.ts";
import { useNow } from "../ui/use-now.ts";
import classes from "./key-row.module.css";
import { RotateDialog } from "./rotate-dialog.tsx";
import { useKeysAction } from "./use-keys-action.ts";

export function KeyRow({ apiKey }: { apiKey: ApiKey }) {
  const { id, name, hint, scopes, expiresAt, lastUsedAt, createdAt, previousValidUntil } = apiKey;
  const now = useNow(30_000);
  const [asked, setAsked] = useState<"rotate" | "revoke" | null>(null);
  const close = () => setAsked(null);
  const revoke = useKeysAction(revokeKey, close);
  const expired = expiresAt !== null && new Date(expiresAt) <= now;

  return (
    <Paper withBorder component="li" className={classes.row}>
      <Group justify="space-between" gap="sm" align="flex-start">
        <div className={classes.what}>
          <Text fw={600} className={classes.name}>
            {name}
          </Text>
          <Text size="sm" c="dimmed" className={classes.hint}>
            {hint}
          </Text>
        </div>
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            disabled={expired}
            aria-label={`Rotate ${name}`}
            onClick={() => setAsked("rotate")}
          >
            Rotate…
          </Button>
          <Button
            size="xs"
            variant="default"
            aria-label={`Revoke ${name}`}
            onClick={() => setAsked("revoke")}
          >
            Revoke…
          </Button>
        </Group>
      </Group>
      <Group gap={6} mt="sm">
        {scopes.map((scope) => (
          <Badge key={scope} variant="default" fw={500} className={classes.scope}>
            {scope}
          </Badge>
        ))}
      </Group>
      <div className={classes.facts}>
        <span>
          Last used: <Ago at={lastUsedAt} />
        </span>
        <span>
          Made <Ago at={createdAt} /> by {makerOf(apiKey)}
        </span>
        {expiresAt !== null && (
          <span className={expired ? classes.over : undefined}>
            {expired ? "Expired" : `Expires ${timeUntil(new Date(expiresAt), now)}`}
          </span>
        )}
        {previousValidUntil !== null && (
          <span className={classes.overlap}>
            <IconClockExclamation size={15} aria-hidden /> The secret before works{" "}
            {leftOf(previousValidUntil, now)}
          </span>
        )}
      </div>
      <RotateDialog apiKey={apiKey} opened={asked === "rotate"} onClose={close} />
      <ConfirmDialog
        words={
          asked === "revoke"
            ? {
                question: `Revoke ${name}?`,
                consequence:
                  "Programs that call with it are refused within a second, and it cannot be undone. What it asked for stays as it is.",
                act: "Revoke the key",
              }
            : null
        }
        busy={revoke.isPending}
        error={revoke.error}
        onConfirm={() => revoke.mutate(id)}
        onClose={() => {
          close();
          revoke.reset();
        }}
      />
    </Paper>
  );
}

function makerOf({ createdBy: { kind, name } }: ApiKey): string {
  if (kind === "system") return "the installation";
  return kind === "key" ? `the key ${name ?? ""}` : (name ?? "somebody who is gone");
}

/** "for 3 h", from "in 3 h". */
function leftOf(until: string, now: Date): string {
  return timeUntil(new Date(until), now).replace(/^in /, "for ");
}
