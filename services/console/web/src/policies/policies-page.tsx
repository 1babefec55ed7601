/** The rules in the order in which they are asked, readable, and to be put in another order. */
import { Alert, Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { IconListCheck, IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Policy } from "../api/contract.ts";
import { orderPolicies, policiesQuery } from "../api/policies.ts";
import { Failure } from "../ui/failure.tsx";
import { ButtonLink } from "../ui/link.tsx";
import { Loading } from "../ui/loading.tsx";
import { Nothing } from "../ui/nothing.tsx";
import { Page } from "../ui/page.tsx";
import { freshnessOf, StaleNote } from "../ui/stale-note.tsx";
import { draftOf, inputOf } from "./draft.ts";
import { RuleList } from "./rule-list.tsx";
import { Simulator } from "./simulator.tsx";

export function PoliciesPage() {
  const query = useQuery(policiesQuery);
  const rules = query.data?.data;
  const add = (
    <ButtonLink to="/policies/new" leftSection={<IconPlus size={18} />}>
      Add rule
    </ButtonLink>
  );
  return (
    <Page
      title="Policies"
      lead="Rules are asked from the top; the first that matches decides. Where none does, a person is asked."
      actions={rules !== undefined && rules.length > 0 && add}
    >
      {query.data === undefined || rules === undefined ? (
        query.isError ? (
          <Failure
            error={query.error}
            title="The rules could not be loaded"
            onRetry={() => void query.refetch()}
          />
        ) : (
          <Loading label="Loading rules" gap="xs">
            <Skeleton height={92} radius="lg" />
            <Skeleton height={92} radius="lg" />
          </Loading>
        )
      ) : (
        <>
          <StaleNote {...freshnessOf(query)} />
          {rules.length === 0 ? (
            <Nothing icon={<IconListCheck size={28} />} title="No rules yet" actions={add}>
              Every message asks a person. A rule can let harmless ones go by themselves, or keep
              some from ever going out.
            </Nothing>
          ) : (
            <Stack gap="xl">
              <Ordered key={query.data.revision} rules={rules} revision={query.data.revision} />
              <Simulator rules={rules.map((rule) => inputOf(draftOf(rule)))} />
            </Stack>
          )}
        </>
      )}
    </Page>
  );
}

interface OrderedProps {
  readonly rules: readonly Policy[];
  /** Of the list as it is shown: where somebody was faster, the server says so. */
  readonly revision: number;
}

/** Shown in the new order at once: putting it back is as easy. */
function Ordered({ rules, revision }: OrderedProps) {
  const queryClient = useQueryClient();
  const order = useMutation({
    mutationFn: (ids: readonly string[]) => orderPolicies({ revision, ids: [...ids] }),
    onSuccess: (list) => queryClient.setQueryData(policiesQuery.queryKey, list),
    onError: () => void queryClient.invalidateQueries({ queryKey: ["policies"] }),
  });
  const asked = order.isPending ? order.variables : null;
  const shown =
    asked === null ? rules : asked.flatMap((id) => rules.find((rule) => rule.id === id) ?? []);
  return (
    <div>
      {order.isError && (
        <Alert color="red" mb="sm" role="alert" title="The order stayed as it was">
          <Group justify="space-between">
            <Text size="sm">Somebody changed the rules meanwhile. This is how they are now.</Text>
            <Button size="xs" variant="default" onClick={() => order.reset()}>
              Close
            </Button>
          </Group>
        </Alert>
      )}
      <RuleList rules={shown} busy={order.isPending} onOrder={(ids) => order.mutate(ids)} />
    </div>
  );
}
