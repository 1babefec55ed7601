/** Says which keys do what, and switches them off. */
import { ActionIcon, Checkbox, Group, Kbd, Stack, Text, Title } from "@mantine/core";
import { IconKeyboard } from "@tabler/icons-react";
import { PopUp } from "../ui/pop-up.tsx";
import type { ShortcutChoice } from "./use-shortcut-choice.ts";

const keys = [
  ["J", "Next"],
  ["K", "Previous"],
  ["A", "Approve the selected one"],
  ["R", "Reject the selected one"],
  ["E", "Edit the selected one"],
  ["X", "Choose it, to decide several at once"],
  ["C", "Open its conversation"],
] as const;

export function ShortcutsHelp({ enabled, setEnabled }: ShortcutChoice) {
  return (
    <PopUp
      label="Keyboard shortcuts"
      side="below"
      width={270}
      button={(opens) => (
        <ActionIcon
          variant="default"
          size="lg"
          aria-label="Keyboard shortcuts"
          title="Keyboard shortcuts"
          visibleFrom="sm"
          {...opens}
        >
          <IconKeyboard size={20} stroke={1.75} />
        </ActionIcon>
      )}
    >
      <Stack gap="sm">
        <Title order={2} size="h5">
          Keyboard shortcuts
        </Title>
        {keys.map(([key, meaning]) => (
          <Group key={key} gap="sm" wrap="nowrap">
            <Kbd>{key}</Kbd>
            <Text size="sm">{meaning}</Text>
          </Group>
        ))}
        <Checkbox
          label="Use them"
          checked={enabled}
          onChange={({ currentTarget }) => setEnabled(currentTarget.checked)}
        />
      </Stack>
    </PopUp>
  );
}
