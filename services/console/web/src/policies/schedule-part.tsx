/** When a rule is in force: always, or at certain hours and between two moments. */
import { Group, Switch, Text } from "@mantine/core";
import { browserZone } from "../ui/time-zone.ts";
import { InstantPart } from "./part-inputs.tsx";
import { ValueField } from "./value-field.tsx";

interface SchedulePartProps {
  /** Null where it always is. */
  readonly value: unknown;
  readonly fault: string | undefined;
  readonly onChange: (value: unknown) => void;
}

export function SchedulePart({ value, fault, onChange }: SchedulePartProps) {
  const at = (part: string) => ({ whole: value, part, onChange });
  return (
    <>
      <Switch
        label="In force at certain times only"
        checked={value !== null}
        onChange={({ currentTarget }) => onChange(currentTarget.checked ? officeHours() : null)}
      />
      {value !== null && (
        <>
          <ValueField field={{ type: "time" }} label="Hours" value={value} onChange={onChange} />
          <Group grow gap="sm" preventGrowOverflow={false} align="flex-start">
            <InstantPart {...at("startsAt")} label="Not before" />
            <InstantPart {...at("endsAt")} label="Until" />
          </Group>
        </>
      )}
      {fault !== undefined && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {fault}
        </Text>
      )}
    </>
  );
}

const officeHours = () => ({ zone: browserZone(), from: "09:00", to: "17:00" });
