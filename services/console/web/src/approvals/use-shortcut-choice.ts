/** Whether single keys decide: a person can switch that off, for speech input and slips (WCAG 2.1.4). */
import { useLocalStorage } from "@mantine/hooks";

export interface ShortcutChoice {
  readonly enabled: boolean;
  readonly setEnabled: (enabled: boolean) => void;
}

export function useShortcutChoice(): ShortcutChoice {
  const [choice, setChoice] = useLocalStorage<"on" | "off">({
    key: "lumenflow-approval-shortcuts",
    defaultValue: "on",
    getInitialValueInEffect: false,
  });
  return { enabled: choice !== "off", setEnabled: (enabled) => setChoice(enabled ? "on" : "off") };
}
