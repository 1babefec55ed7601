/** Inputs that write one part of an object, and take it away where they are left empty. */
import { NumberInput, type NumberInputProps, TextInput, type TextInputProps } from "@mantine/core";
import { fieldsOf, numberAt, textAt } from "../telegram/fields.ts";
import { withField } from "./with-field.ts";

export interface PartProps {
  readonly whole: unknown;
  /** The name of its field. */
  readonly part: string;
  readonly onChange: (whole: object) => void;
}

type Input<Props> = PartProps & Omit<Props, keyof PartProps | "value">;

export function TextPart({ whole, part, onChange, ...input }: Input<TextInputProps>) {
  const fields = fieldsOf(whole);
  return (
    <TextInput
      {...input}
      value={textAt(fields, part) ?? ""}
      onChange={({ currentTarget }) => onChange(withField(fields, part, currentTarget.value))}
    />
  );
}

export function NumberPart({ whole, part, onChange, ...input }: Input<NumberInputProps>) {
  const fields = fieldsOf(whole);
  return (
    <NumberInput
      {...input}
      value={numberAt(fields, part) ?? ""}
      onChange={(to) => onChange(withField(fields, part, typeof to === "number" ? to : undefined))}
    />
  );
}

/** A moment in the browser's own zone; it is kept as an instant. */
export function InstantPart({ whole, part, onChange, ...input }: Input<TextInputProps>) {
  const fields = fieldsOf(whole);
  return (
    <TextInput
      {...input}
      type="datetime-local"
      value={localOf(textAt(fields, part))}
      onChange={({ currentTarget: { value } }) =>
        onChange(withField(fields, part, value && new Date(value).toISOString()))
      }
    />
  );
}

/** As the browser's field takes it. */
function localOf(instant: string | null): string {
  const at = new Date(instant ?? "");
  if (Number.isNaN(at.getTime())) return "";
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
