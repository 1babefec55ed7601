/** What a condition is compared with, in the fields of its kind. */
import { Group, MultiSelect, Select, TagsInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { connectionsQuery } from "../api/connections.ts";
import { isLive } from "../connections/status-words.ts";
import { fieldsOf, textAt } from "../telegram/fields.ts";
import { zoneNames } from "../ui/time-zone.ts";
import type { Field } from "./condition-kinds.ts";
import { textsIn } from "./condition-words.ts";
import { NumberPart, TextPart } from "./part-inputs.tsx";
import { withField } from "./with-field.ts";

interface ValueFieldProps {
  readonly field: Field;
  readonly label: string;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

export function ValueField({ field, label, value, onChange }: ValueFieldProps) {
  const fields = fieldsOf(value);
  const set = (part: string, to: unknown) => onChange(withField(fields, part, to));
  const at = (part: string) => ({ whole: fields, part, onChange });
  switch (field.type) {
    case "choices":
      return (
        <MultiSelect
          aria-label={label}
          data={field.choices}
          value={Array.isArray(value) ? textsIn(value) : []}
          onChange={onChange}
          placeholder={value === true ? "any" : value === false ? "none" : undefined}
        />
      );
    case "bots":
      return <Bots label={label} value={textsIn(value)} onChange={onChange} />;
    case "words":
      return (
        <TagsInput
          aria-label={label}
          description={field.hint}
          value={textsIn(value)}
          onChange={onChange}
          placeholder="Type, then Enter"
        />
      );
    case "yesNo":
      return (
        <Select
          aria-label={label}
          data={[
            { value: "yes", label: field.yes },
            { value: "no", label: field.no },
          ]}
          value={value === false ? "no" : "yes"}
          onChange={(chosen) => onChange(chosen === "yes")}
          allowDeselect={false}
        />
      );
    case "length":
      return (
        <Group grow gap="sm">
          <NumberPart {...at("min")} label="At least" min={0} />
          <NumberPart {...at("max")} label="At most" min={0} />
        </Group>
      );
    case "budget":
      return (
        <Group grow gap="sm" preventGrowOverflow={false} align="flex-start">
          <NumberPart {...at("max")} label="Fewer than" min={1} />
          <TextPart
            {...at("within")}
            label="Within"
            placeholder="ever"
            description="15m, 24h, 7d"
          />
          <MultiSelect
            label="Counted"
            data={[
              { value: "requester", label: "by requester" },
              { value: "chat", label: "by chat" },
            ]}
            value={textsIn(fields.by)}
            onChange={(by) => set("by", by)}
          />
        </Group>
      );
    case "time":
      return (
        <Group grow gap="sm" preventGrowOverflow={false} align="flex-start">
          <TextPart {...at("from")} label="From" type="time" />
          <TextPart {...at("to")} label="To" type="time" />
          <Select
            label="Zone"
            data={zoneNames()}
            value={textAt(fields, "zone") ?? "UTC"}
            onChange={(zone) => set("zone", zone ?? "UTC")}
            searchable
            limit={60}
            allowDeselect={false}
          />
          <MultiSelect
            label="On"
            placeholder={textsIn(fields.weekdays).length === 0 ? "every day" : undefined}
            data={["mon", "tue", "wed", "thu", "fri", "sat", "sun"]}
            value={textsIn(fields.weekdays)}
            onChange={(days) => set("weekdays", days)}
          />
        </Group>
      );
    case "metadata":
      return (
        <Group grow gap="sm" align="flex-start">
          <TextPart {...at("key")} label="Key" />
          <TagsInput
            label="Is one of"
            placeholder="anything"
            value={textsIn(fields.in)}
            onChange={(values) => set("in", values)}
          />
        </Group>
      );
  }
}

interface BotsProps {
  readonly label: string;
  readonly value: string[];
  readonly onChange: (value: string[]) => void;
}

/** Those that are connected, and those that the rule names already. */
function Bots({ label, value, onChange }: BotsProps) {
  const connections = useQuery(connectionsQuery({ disconnected: true })).data?.data ?? [];
  const choices = connections.filter(({ id, status }) => isLive(status) || value.includes(id));
  return (
    <MultiSelect
      aria-label={label}
      data={choices.map(({ id, bot: { username } }) => ({ value: id, label: `@${username}` }))}
      value={value}
      onChange={onChange}
    />
  );
}
