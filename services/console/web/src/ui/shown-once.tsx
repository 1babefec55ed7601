/** A secret that is shown this once, with the way to take it along. */
import {
  ActionIcon,
  Button,
  CopyButton,
  Group,
  Stack,
  Text,
  TextInput,
  Tooltip,
} from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Ends } from "./ends.tsx";
import classes from "./shown-once.module.css";

interface ShownOnceProps {
  readonly label: string;
  readonly value: string;
  readonly children: ReactNode;
  /** It has been taken along. */
  readonly onDone: () => void;
}

export function ShownOnce({ label, value, children, onDone }: ShownOnceProps) {
  return (
    <Stack gap="md">
      <div>
        <Group gap="xs" align="flex-end" wrap="nowrap">
          <TextInput
            label={label}
            value={value}
            readOnly
            className={classes.field}
            classNames={{ input: classes.value }}
            onFocus={({ currentTarget }) => currentTarget.select()}
            data-autofocus
          />
          <CopyButton value={value} timeout={2_500}>
            {({ copied, copy }) => (
              <Tooltip label={copied ? "Copied" : "Copy"}>
                <ActionIcon
                  size="input-sm"
                  variant={copied ? "filled" : "default"}
                  aria-label={copied ? "Copied" : `Copy: ${label}`}
                  onClick={copy}
                >
                  {copied ? <IconCheck size={18} /> : <IconCopy size={18} />}
                </ActionIcon>
              </Tooltip>
            )}
          </CopyButton>
        </Group>
        <Text size="sm" c="dimmed" mt={6}>
          {children}
        </Text>
      </div>
      <Ends>
        <Button onClick={onDone}>Done</Button>
      </Ends>
    </Stack>
  );
}
