/** Why something was not done, and what to do, in words that are known already. */
import { Alert } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";

export interface RefusalWords {
  readonly title: string;
  readonly detail: string;
}

export function Refusal({ words }: { readonly words: RefusalWords }) {
  return (
    <Alert role="alert" color="red" icon={<IconAlertTriangle />} title={words.title}>
      {words.detail}
    </Alert>
  );
}
