/** Where the token is pasted; its shape is checked with every key. */
import { PasswordInput } from "@mantine/core";
import type { ReactNode } from "react";
import { tokenInPaste } from "./token-shape.ts";
import type { TokenCheck } from "./use-token-check.ts";

interface TokenInputProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly check: TokenCheck;
  readonly children: ReactNode;
}

/** Kept from password managers: it is no password of this person. */
export function TokenInput({ value, onChange, check, children }: TokenInputProps) {
  return (
    <PasswordInput
      label="Bot token"
      description={children}
      placeholder="123456789:AA…"
      size="md"
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      onPaste={(event) => {
        const pasted = event.clipboardData.getData("text");
        event.preventDefault();
        onChange(tokenInPaste(pasted));
      }}
      error={check.kind === "fault" ? check.message : undefined}
      visibilityToggleButtonProps={{ "aria-label": "Show or hide the token" }}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      data-1p-ignore
      data-lpignore="true"
      data-bwignore
      autoFocus
      required
      withAsterisk={false}
    />
  );
}
