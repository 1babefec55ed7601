/** Does something with API keys, and shows everywhere what became of it. */
import { keysKey } from "../api/keys.ts";
import { useActionOn } from "../api/use-action-on.ts";

export function useKeysAction<Input, Answer>(
  act: (input: Input) => Promise<Answer>,
  onSuccess?: (answer: Answer, input: Input) => void,
) {
  return useActionOn(keysKey, act, onSuccess);
}
