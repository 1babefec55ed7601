/** Makes a rule, or changes one as it was when it was seen. */
import { Button, Group, Skeleton, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconMapOff, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Policy } from "../api/contract.ts";
import { useMe } from "../api/me.ts";
import { changePolicy, createPolicy, deletePolicy, policiesQuery } from "../api/policies.ts";
import { BackTo } from "../ui/back-to.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { Failure } from "../ui/failure.tsx";
import { ButtonLink } from "../ui/link.tsx";
import { Loading } from "../ui/loading.tsx";
import { Nothing } from "../ui/nothing.tsx";
import { Page } from "../ui/page.tsx";
import { type Draft, draftOf, emptyDraft, inputOf } from "./draft.ts";
import { RuleEditor } from "./rule-editor.tsx";
import { Simulator } from "./simulator.tsx";

const route = getRouteApi("/shell/policies/$id");
const back = <BackTo to="/policies" label="Policies" />;

export function NewRulePage() {
  const rules = useQuery(policiesQuery).data?.data;
  // Asked before all others: whoever adds a rule wants to see it work.
  const priority = Math.max(0, ...(rules ?? []).map((rule) => rule.priority)) + 10;
  return (
    <Page title="New rule" back={back}>
      {rules === undefined ? (
        <Loading label="Loading rules">
          <Skeleton height={300} radius="lg" />
        </Loading>
      ) : (
        <Editing policy={undefined} start={{ ...emptyDraft, priority }} rules={rules} />
      )}
    </Page>
  );
}

export function RulePage() {
  const { id } = route.useParams();
  const query = useQuery(policiesQuery);
  const policy = query.data?.data.find((rule) => rule.id === id);
  if (query.data === undefined || policy === undefined) {
    return (
      <Page title="Rule" back={back}>
        {query.isError ? (
          <Failure error={query.error} onRetry={() => void query.refetch()} />
        ) : query.data === undefined ? (
          <Loading label="Loading the rule">
            <Skeleton height={300} radius="lg" />
          </Loading>
        ) : (
          <Nothing
            icon={<IconMapOff />}
            title="There is no such rule"
            actions={<ButtonLink to="/policies">All rules</ButtonLink>}
          >
            It was deleted, or belongs to another workspace.
          </Nothing>
        )}
      </Page>
    );
  }
  return (
    <Page title={policy.name} tab="Rule" back={back}>
      <Editing
        key={`${policy.id} ${policy.version}`}
        policy={policy}
        start={draftOf(policy)}
        rules={query.data.data}
      />
    </Page>
  );
}

interface EditingProps {
  readonly policy: Policy | undefined;
  readonly start: Draft;
  readonly rules: readonly Policy[];
}

function Editing({ policy, start, rules }: EditingProps) {
  const [draft, setDraft] = useState(start);
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const readAgain = () => void queryClient.invalidateQueries({ queryKey: ["policies"] });
  const save = useMutation({
    mutationFn: () => {
      const input = inputOf(draft);
      return policy === undefined
        ? createPolicy(input)
        : changePolicy(policy.id, { version: policy.version, ...input });
    },
    async onSuccess() {
      notifications.show({ color: "green", message: "Saved. It counts from now on." });
      readAgain();
      await navigate({ to: "/policies" });
    },
    onError: readAgain,
  });
  return (
    <Stack gap="lg">
      <RuleEditor
        draft={draft}
        onChange={setDraft}
        busy={save.isPending}
        error={save.error}
        onSave={() => save.mutate()}
      />
      <Simulator rules={withDraft(rules, policy, draft)} />
      {policy !== undefined && <Remove policy={policy} />}
    </Stack>
  );
}

/** As the rules would be asked once it is saved. */
function withDraft(rules: readonly Policy[], policy: Policy | undefined, draft: Draft) {
  const name = draft.name.trim() === "" ? "This rule" : draft.name;
  const drafted = { ...inputOf(draft), name };
  const others = rules
    .filter((rule) => rule.id !== policy?.id)
    .map((rule) => inputOf(draftOf(rule)));
  return [...others, drafted].toSorted((a, b) => (b.priority ?? 0) - (a.priority ?? 0));
}

/** Only an owner of the workspace may; whoever else switches it off. */
function Remove({ policy }: { readonly policy: Policy }) {
  const { role } = useMe();
  const [opened, { open, close }] = useDisclosure(false);
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => deletePolicy(policy.id),
    async onSuccess() {
      notifications.show({ message: "The rule is deleted." });
      await queryClient.invalidateQueries({ queryKey: ["policies"] });
      await navigate({ to: "/policies" });
    },
  });
  if (role !== "owner") return null;
  return (
    <Group justify="flex-end">
      <Button variant="default" leftSection={<IconTrash size={18} />} onClick={open}>
        Delete this rule
      </Button>
      <ConfirmDialog
        words={
          opened
            ? {
                question: `Delete “${policy.name}”?`,
                consequence:
                  "From now on it is not asked. What it decided stays as it is, and stands in the activity.",
                act: "Delete",
                leave: "Keep it",
              }
            : null
        }
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={close}
      />
    </Group>
  );
}
