/** Light, dark, or as the system is. */
import {
  Center,
  isMantineColorScheme,
  SegmentedControl,
  useMantineColorScheme,
  VisuallyHidden,
} from "@mantine/core";
import { type Icon, IconDeviceDesktop, IconMoon, IconSun } from "@tabler/icons-react";

const choices: readonly { value: string; label: string; sign: Icon }[] = [
  { value: "light", label: "Light", sign: IconSun },
  { value: "dark", label: "Dark", sign: IconMoon },
  { value: "auto", label: "As the system", sign: IconDeviceDesktop },
];

export function ColourScheme() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      fullWidth
      aria-label="Colours"
      value={colorScheme}
      onChange={(value) => isMantineColorScheme(value) && setColorScheme(value)}
      data={choices.map(({ value, label, sign: Sign }) => ({
        value,
        label: (
          <Center component="span" title={label}>
            <Sign size={18} stroke={1.75} aria-hidden />
            <VisuallyHidden>{label}</VisuallyHidden>
          </Center>
        ),
      }))}
    />
  );
}
