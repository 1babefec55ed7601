/** Whether the trail is what was sealed and signed: proven when a person asks. */
import { Alert, Button, Code, Group, Text } from "@mantine/core";
import { IconShieldCheck, IconShieldX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { auditProofQuery } from "../api/audit.ts";
import type { AuditProof } from "../api/contract.ts";
import { Ago } from "../ui/ago.tsx";
import { CopyText } from "../ui/copy-text.tsx";
import { Failure } from "../ui/failure.tsx";
import { Folded } from "../ui/folded.tsx";
import classes from "./proof.module.css";

export function Proof() {
  const [asked, setAsked] = useState(false);
  const query = useQuery({ ...auditProofQuery, enabled: asked });
  const prove = () => (asked ? void query.refetch() : setAsked(true));
  const proven = query.data !== undefined && !query.isFetching;
  if (query.isError) {
    return (
      <div className={classes.proof}>
        <Failure error={query.error} title="The trail could not be proven" onRetry={prove} />
      </div>
    );
  }
  return (
    <Alert
      className={classes.proof}
      color={!proven ? "lumen" : query.data.ok ? "green" : "red"}
      icon={proven && !query.data.ok ? <IconShieldX /> : <IconShieldCheck />}
      role="status"
    >
      <Group justify="space-between" gap="sm">
        <div className={classes.words}>
          {proven ? (
            <Verdict proof={query.data} at={query.dataUpdatedAt} />
          ) : (
            <Text size="sm">
              Every entry is chained to the one before it, and the end is signed. Have it proven
              that nobody has changed one.
            </Text>
          )}
        </div>
        <Button size="xs" variant="default" loading={query.isFetching} onClick={prove}>
          {proven ? "Prove again" : "Prove it now"}
        </Button>
      </Group>
      {proven && query.data.ok && query.data.checkpoint !== null && (
        <Elsewhere publicKey={query.data.checkpoint.publicKey} />
      )}
    </Alert>
  );
}

function Verdict({ proof, at }: { readonly proof: AuditProof; readonly at: number }) {
  const { ok, entries, broken, unsealed, checkpoint } = proof;
  return (
    <>
      <Text size="sm" fw={600}>
        {ok
          ? `All ${entries} sealed entries are what they were.`
          : "The trail is not what was sealed."}
      </Text>
      <Text size="xs" c="dimmed">
        {broken !== null &&
          `${broken.problem}${broken.position === null ? "" : ` (position ${broken.position})`}. `}
        Proven <Ago at={new Date(at).toISOString()} />
        {unsealed.count > 0 && `; ${unsealed.count} not sealed yet`}
        {checkpoint !== null && `; end ${checkpoint.hash.slice(0, 16)}…`}
      </Text>
    </>
  );
}

/** How whoever has the exported file proves it without this installation. */
function Elsewhere({ publicKey }: { readonly publicKey: string }) {
  // With “=”, since a key may begin with a dash.
  const command = `lumenflow audit verify --file=audit.jsonl --key=${publicKey}`;
  return (
    <Folded summary="Prove an exported file anywhere">
      <Code block className={classes.command}>
        {command}
      </Code>
      <CopyText text={command} size="xs" />
    </Folded>
  );
}
