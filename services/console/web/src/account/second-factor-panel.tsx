/** A person's second factor: whether there is one, setting it up, new backup codes, and its end. */
import { Alert, Button, Group, Text } from "@mantine/core";
import { IconShieldCheckFilled, IconShieldExclamation } from "@tabler/icons-react";
import { useState } from "react";
import { endSecondFactor, renewBackupCodes } from "../api/account.ts";
import { useMe } from "../api/me.ts";
import { EnrolDialog } from "./enrol-dialog.tsx";
import { Panel } from "./panel.tsx";
import { PasswordDialog } from "./password-dialog.tsx";
import classes from "./second-factor.module.css";
import { useRefreshMe } from "./use-refresh-me.ts";

export function SecondFactorPanel() {
  const { secondFactor, restriction } = useMe();
  const [asked, setAsked] = useState<"enrol" | "renew" | "end" | null>(null);
  const refreshMe = useRefreshMe();
  const close = () => setAsked(null);

  return (
    <Panel
      title="Second factor"
      lead="A code from an app on your phone, beside the password: who has guessed or found that still cannot sign in."
    >
      {restriction !== null && (
        <Alert color="yellow" icon={<IconShieldExclamation />} title="Set one up to go on">
          This workspace asks for a second factor from whoever decides or manages.
        </Alert>
      )}
      {secondFactor ? (
        <Group justify="space-between" gap="sm">
          <Text size="sm" fw={600} className={classes.on}>
            <IconShieldCheckFilled size={18} aria-hidden /> It is on
          </Text>
          <Group gap="xs">
            <Button size="xs" variant="default" onClick={() => setAsked("renew")}>
              New backup codes…
            </Button>
            <Button size="xs" variant="default" onClick={() => setAsked("end")}>
              Turn off…
            </Button>
          </Group>
        </Group>
      ) : (
        <Group>
          <Button onClick={() => setAsked("enrol")}>Set up</Button>
        </Group>
      )}
      <EnrolDialog opened={asked === "enrol"} onClose={close} />
      <PasswordDialog
        opened={asked === "renew"}
        title="New backup codes"
        lead="Those that you have work no more then."
        act="Make new codes"
        onConfirm={renewBackupCodes}
        onClose={close}
      />
      <PasswordDialog
        opened={asked === "end"}
        title="Turn the second factor off"
        lead="The password alone lets in again. Where a workspace asks for one, you can do nothing there without."
        act="Turn off"
        onConfirm={endSecondFactor}
        onDone={refreshMe}
        onClose={close}
      />
    </Panel>
  );
}
