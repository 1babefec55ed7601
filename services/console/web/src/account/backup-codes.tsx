/** The codes for a lost authenticator app, shown this once, to be taken along. */
import { Button, Stack, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { CopyText } from "../ui/copy-text.tsx";
import { Ends } from "../ui/ends.tsx";
import classes from "./second-factor.module.css";

interface BackupCodesProps {
  readonly codes: readonly string[];
  readonly onDone: () => void;
}

export function BackupCodes({ codes, onDone }: BackupCodesProps) {
  const text = codes.join("\n");
  const file = `data:text/plain;charset=utf-8,${encodeURIComponent(`LumenFlow backup codes, each works once\n\n${text}\n`)}`;
  return (
    <Stack gap="md">
      <Text size="sm">
        Keep these apart from your phone. Each lets you in once when the app is lost; they are shown
        this once.
      </Text>
      <ul className={classes.codes} aria-label="Backup codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Ends>
        <CopyText text={text} />
        <Button
          component="a"
          href={file}
          download="lumenflow-backup-codes.txt"
          variant="default"
          leftSection={<IconDownload size={16} />}
        >
          Save
        </Button>
        <Button onClick={onDone}>I have kept them</Button>
      </Ends>
    </Stack>
  );
}
