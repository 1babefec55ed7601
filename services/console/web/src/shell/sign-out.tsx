/** The way out. */
import { Button } from "@mantine/core";
import { IconLogout } from "@tabler/icons-react";
import { useSignOut } from "../session/use-sign-out.ts";

export function SignOut() {
  const leave = useSignOut();
  return (
    <Button
      variant="default"
      leftSection={<IconLogout size={18} />}
      loading={leave.isPending}
      onClick={() => leave.mutate()}
    >
      Sign out
    </Button>
  );
}
