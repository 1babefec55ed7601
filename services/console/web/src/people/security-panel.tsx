/** Whether the workspace asks for a second factor from whoever decides or manages. */
import { Paper, Stack, Switch, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMe } from "../api/me.ts";
import { requireSecondFactor, securityQuery } from "../api/people.ts";
import { Failure } from "../ui/failure.tsx";
import { TextLink } from "../ui/link.tsx";
import { usePeopleAction } from "./use-people-action.ts";

export function SecurityPanel() {
  const { role, secondFactor } = useMe();
  const security = useQuery(securityQuery);
  const change = usePeopleAction(requireSecondFactor);
  if (security.data === undefined) return null;
  const required = security.data.secondFactorRequired;
  const mayChange = role === "owner" && (required || secondFactor === true);
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="security">
      <Stack gap="sm">
        <Title order={2} size="h4" id="security">
          Security
        </Title>
        <Switch
          label="Ask for a second factor"
          description="Owners, admins and approvers can do nothing here until they have set one up; it counts at once."
          checked={change.isPending ? change.variables : required}
          disabled={!mayChange || change.isPending}
          onChange={({ currentTarget }) => change.mutate(currentTarget.checked)}
        />
        {role !== "owner" && (
          <Text size="sm" c="dimmed">
            Only an owner changes this.
          </Text>
        )}
        {role === "owner" && !mayChange && (
          <Text size="sm" c="dimmed">
            Set up your own first, in <TextLink to="/settings/account">your account</TextLink>.
          </Text>
        )}
        {change.isError && <Failure error={change.error} title="It could not be changed" />}
      </Stack>
    </Paper>
  );
}
