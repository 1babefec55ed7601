/** Who belongs to the workspace and as what, whom it waits for, and what it asks of them. */
import { Button, Skeleton, Stack, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconUserPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMe } from "../api/me.ts";
import { invitationsQuery, membersQuery } from "../api/people.ts";
import { Failure } from "../ui/failure.tsx";
import { Loading } from "../ui/loading.tsx";
import { Page } from "../ui/page.tsx";
import { freshnessOf, StaleNote } from "../ui/stale-note.tsx";
import { InvitationRow } from "./invitation-row.tsx";
import { InviteDialog } from "./invite-dialog.tsx";
import { MemberRow } from "./member-row.tsx";
import { SecurityPanel } from "./security-panel.tsx";

export function PeoplePage() {
  const { role, workspace } = useMe();
  const manages = role === "owner" || role === "admin";
  const members = useQuery(membersQuery);
  const invitations = useQuery({ ...invitationsQuery, enabled: manages });
  const [inviting, { open, close }] = useDisclosure(false);
  const waiting = invitations.data?.data ?? [];

  return (
    <Page
      title="People"
      lead={`Who belongs to ${workspace.name}, and what they may do.`}
      actions={
        manages && (
          <Button leftSection={<IconUserPlus size={18} />} onClick={open}>
            Invite
          </Button>
        )
      }
    >
      {members.data === undefined ? (
        members.isError ? (
          <Failure
            error={members.error}
            title="The people could not be loaded"
            onRetry={() => void members.refetch()}
          />
        ) : (
          <Loading label="Loading people" gap="sm">
            <Skeleton height={76} radius="lg" />
            <Skeleton height={76} radius="lg" />
          </Loading>
        )
      ) : (
        <Stack gap="xl">
          <div>
            <StaleNote {...freshnessOf(members)} />
            <Stack gap="sm" component="ul" p={0} m={0} aria-label="Members">
              {members.data.data.map((member) => (
                <MemberRow key={member.id} member={member} />
              ))}
            </Stack>
          </div>
          {waiting.length > 0 && (
            <section aria-labelledby="invited">
              <Title order={2} size="h4" mb="sm" id="invited">
                Invited
              </Title>
              <Stack gap="sm" component="ul" p={0} m={0} aria-label="Invitations">
                {waiting.map((invitation) => (
                  <InvitationRow key={invitation.id} invitation={invitation} />
                ))}
              </Stack>
            </section>
          )}
          {manages && <SecurityPanel />}
        </Stack>
      )}
      <InviteDialog opened={inviting} onClose={close} />
    </Page>
  );
}
