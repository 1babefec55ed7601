/** Names the rule that asked for a person, where this person may read rules. */
import { useQuery } from "@tanstack/react-query";
import { useMay } from "../api/me.ts";
import { policiesQuery } from "../api/policies.ts";

export function RuleWords({ ruleId }: { readonly ruleId: string | null }) {
  const mayRead = useMay("policies:manage");
  const query = useQuery({ ...policiesQuery, enabled: mayRead && ruleId !== null });
  if (ruleId === null) return "No rule lets it go without a person.";
  const rule = query.data?.data.find(({ id }) => id === ruleId);
  return rule === undefined ? "A rule asks for a person." : `The rule “${rule.name}” asks.`;
}
