/** Takes a text along by the clipboard, and says that it has. */
import { Button, type ButtonProps, CopyButton } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";

interface CopyTextProps extends Pick<ButtonProps, "size"> {
  readonly text: string;
}

export function CopyText({ text, ...props }: CopyTextProps) {
  return (
    <CopyButton value={text} timeout={2_500}>
      {({ copied, copy }) => (
        <Button
          variant="default"
          leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
          onClick={copy}
          {...props}
        >
          {copied ? "Copied" : "Copy"}
        </Button>
      )}
    </CopyButton>
  );
}
