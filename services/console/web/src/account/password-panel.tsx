/** Changes the password; sessions elsewhere end with the old one. */
import { Button, PasswordInput, SimpleGrid, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { changePassword } from "../api/account.ts";
import { useMe } from "../api/me.ts";
import { Ends } from "../ui/ends.tsx";
import { Failure } from "../ui/failure.tsx";
import { Panel } from "./panel.tsx";

const toggle = { "aria-label": "Show or hide the password" };

export function PasswordPanel() {
  const { email } = useMe();
  const change = useMutation({ mutationFn: changePassword });

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form);
    change.mutate(
      {
        currentPassword: String(given.get("current")),
        newPassword: String(given.get("new")),
      },
      {
        onSuccess: () => {
          form.reset();
          notifications.show({ message: "The password is changed. Other sessions have ended." });
        },
      },
    );
  }

  return (
    <Panel title="Password" lead="You are signed out everywhere else when you change it.">
      <form onSubmit={submit}>
        {/* Tells password managers whose it is. */}
        <input type="hidden" name="username" autoComplete="username" value={email ?? ""} readOnly />
        <Stack gap="sm">
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
            <PasswordInput
              label="Present password"
              name="current"
              autoComplete="current-password"
              required
              withAsterisk={false}
              visibilityToggleButtonProps={toggle}
            />
            <PasswordInput
              label="New password"
              name="new"
              autoComplete="new-password"
              minLength={8}
              maxLength={128}
              required
              withAsterisk={false}
              visibilityToggleButtonProps={toggle}
            />
          </SimpleGrid>
          {change.isError && <Failure error={change.error} title="It could not be changed" />}
          <Ends>
            <Button type="submit" variant="default" loading={change.isPending}>
              Change password
            </Button>
          </Ends>
        </Stack>
      </form>
    </Panel>
  );
}
