/** What a word on the page means exactly, beside it. */
import { Tooltip } from "@mantine/core";

export interface HintProps {
  readonly label: string;
  readonly target: HTMLElement;
  readonly opened: boolean;
}

export function Hint(props: HintProps) {
  return <Tooltip {...props} />;
}
