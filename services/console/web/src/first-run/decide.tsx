/** The first approval: the message as it will look, and the yes that sends it. */
import { Alert, Button, Group, Skeleton, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { approvalQuery } from "../api/approvals.ts";
import type { Approval } from "../api/contract.ts";
import { firstRunQuery } from "../api/first-run.ts";
import { useMe } from "../api/me.ts";
import { decisionProblem, whyNot } from "../approvals/decision-problem.ts";
import { useDecision } from "../approvals/use-decision.ts";
import { ChatScreen } from "../telegram/chat-screen.tsx";
import { Failure } from "../ui/failure.tsx";
import { TextLink } from "../ui/link.tsx";

export function Decide({ id }: { readonly id: string }) {
  const query = useQuery(approvalQuery(id));
  if (query.data !== undefined) return <Question approval={query.data} />;
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  return <Skeleton height={132} radius="md" />;
}

function Question({ approval }: { readonly approval: Approval }) {
  const { id, digest, connection, chat, preview } = approval;
  const queryClient = useQueryClient();
  const me = useMe();
  const decide = useDecision(id, () => {
    void queryClient.invalidateQueries({ queryKey: firstRunQuery.queryKey });
  });
  const problem = decide.isError ? decisionProblem(decide.error, approval) : null;
  const kept = whyNot(approval, me);
  return (
    <>
      <Text size="sm">
        It waits for a person. This is exactly what will be sent; nothing goes out before you say
        yes.
      </Text>
      <ChatScreen
        chat={{ connectionId: connection.id, chatId: chat.id }}
        botName={connection.botName}
        parts={preview.parts}
      />
      {kept !== null && <Text size="sm">{kept}</Text>}
      {problem !== null && (
        <Alert role="alert" color="red" icon={<IconAlertTriangle />} title={problem.title}>
          {problem.detail}
        </Alert>
      )}
      <Group gap="md">
        {kept === null && (
          <Button
            leftSection={<IconCheck size={18} />}
            loading={decide.isPending}
            onClick={() => decide.mutate({ decision: "approved", digest })}
          >
            Approve and send
          </Button>
        )}
        <TextLink to="/approvals" search={{ approval: id }} size="sm">
          Look at it where approvals are, to change or reject it
        </TextLink>
      </Group>
    </>
  );
}
