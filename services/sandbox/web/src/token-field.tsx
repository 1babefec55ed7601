/** Shows a token with a button that copies it. */
import { Button, Code, CopyButton, Stack } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import classes from "./token-field.module.css";

export function TokenField({ token }: { token: string }) {
  return (
    <Stack gap="xs">
      <Code block className={classes.token} data-testid="bot-token" aria-label="Token">
        {token}
      </Code>
      <CopyButton value={token}>
        {({ copied, copy }) => (
          <Button
            size="compact-sm"
            variant="default"
            onClick={copy}
            leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
          >
            {copied ? "Copied" : "Copy token"}
          </Button>
        )}
      </CopyButton>
    </Stack>
  );
}
