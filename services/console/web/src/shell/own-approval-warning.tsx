/** Warns where the rule that nobody decides their own messages does not hold. */
import { Alert, Text } from "@mantine/core";
import { IconShieldExclamation } from "@tabler/icons-react";
import { useMe } from "../api/me.ts";

export function OwnApprovalWarning() {
  const { mayDecideOwn } = useMe();
  if (!mayDecideOwn) return null;
  return (
    <Alert color="yellow" icon={<IconShieldExclamation />} p="sm" mb="md" maw={860} mx="auto">
      <Text size="sm">This sign-in may approve its own messages: for try-outs only.</Text>
    </Alert>
  );
}
