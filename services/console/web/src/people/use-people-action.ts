/** Does something with the people of the workspace, and shows everywhere what became of it. */
import { peopleKey } from "../api/people.ts";
import { useActionOn } from "../api/use-action-on.ts";

export function usePeopleAction<Input, Answer>(
  act: (input: Input) => Promise<Answer>,
  onSuccess?: (answer: Answer, input: Input) => void,
) {
  return useActionOn(peopleKey, act, onSuccess);
}
