/** What a person sets for themselves: what they are told of, how they sign in, and where. */
import { Stack } from "@mantine/core";
import { useMay, useMe } from "../api/me.ts";
import { Page } from "../ui/page.tsx";
import { AwayPanel } from "./away-panel.tsx";
import { NoticesPanel } from "./notices-panel.tsx";
import { PasswordPanel } from "./password-panel.tsx";
import { SecondFactorPanel } from "./second-factor-panel.tsx";
import { TelegramPanel } from "./telegram-panel.tsx";
import { WorkspacesPanel } from "./workspaces-panel.tsx";

export function AccountPage() {
  const { name, email } = useMe();
  const decides = useMay("approvals:decide");
  return (
    <Page title="Your account" lead={email === null ? name : `${name}, ${email}`}>
      <Stack gap="md">
        <SecondFactorPanel />
        {decides && (
          <>
            <NoticesPanel />
            <TelegramPanel />
            <AwayPanel />
          </>
        )}
        <PasswordPanel />
        <WorkspacesPanel />
      </Stack>
    </Page>
  );
}
