/** What the form has no fields for, as JSON; the form is not sent before it is some. */
import { JsonInput } from "@mantine/core";
import { useState } from "react";
import classes from "./json-part.module.css";

interface JsonPartProps {
  readonly label: string;
  readonly hint: string;
  readonly value: unknown;
  readonly fault: string | undefined;
  readonly onChange: (value: unknown) => void;
}

const notYet = "This is not JSON yet";

/** Empty is null. */
export function JsonPart({ label, hint, value, fault, onChange }: JsonPartProps) {
  const [text, setText] = useState(value === null ? "" : JSON.stringify(value, null, 2));
  function change(written: string) {
    setText(written);
    const read = readJson(written);
    if (read !== undefined) onChange(read);
  }
  return (
    <JsonInput
      ref={(field) => field?.setCustomValidity(readJson(text) === undefined ? notYet : "")}
      label={label}
      description={hint}
      value={text}
      onChange={change}
      autosize
      minRows={2}
      maxRows={16}
      validationError={notYet}
      error={fault}
      classNames={{ input: classes.json }}
    />
  );
}

/** Undefined where it is none. */
function readJson(text: string): unknown {
  if (text.trim() === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
