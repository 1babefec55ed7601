/** A time of day, as the browser lets one pick it. */
import { TextInput } from "@mantine/core";

interface TimeInputProps {
  readonly label: string;
  /** `22:00`. */
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function TimeInput({ label, value, onChange }: TimeInputProps) {
  return (
    <TextInput
      type="time"
      label={label}
      // The end of the day is written as 24:00 there, and as 00:00 here.
      value={value === "24:00" ? "00:00" : value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      required
      withAsterisk={false}
      w="8.5rem"
    />
  );
}
