/** Reads a workspace's rules and finds out what they ask about a message beside itself. */
import { type Needs, type PolicyRule, type RuleSet, readRules } from "@lumenflow/governance";
import type { Circumstances } from "./prepare.ts";

/** Where rules and facts come from; its facts cost one statement, or none where none is needed. */
export interface PolicySource<Rule extends PolicyRule> {
  current(
    workspaceId: string,
  ): Promise<{ readonly revision: number; readonly now: Date; readonly rules: readonly Rule[] }>;
  circumstances(asked: Asked & { readonly needs: Needs }): Promise<Known>;
}

export interface Asked {
  readonly workspaceId: string;
  readonly connectionId: string;
  /** Every id that the chat has had, the one it has now first. */
  readonly chatIds: readonly string[];
  readonly requester: Circumstances["requester"];
  /** A message that is judged again. */
  readonly besides?: string | undefined;
}

type Known = Pick<Circumstances, "chatType" | "firstContact" | "used">;

export interface Request extends Asked {
  readonly metadata: unknown;
  readonly sendAt: Date | null | undefined;
}

export interface Consulted<Rule> {
  readonly rules: readonly Rule[];
  readonly set: RuleSet;
  readonly revision: number;
  readonly circumstances: Circumstances;
}

export async function consult<Rule extends PolicyRule>(
  source: PolicySource<Rule>,
  { workspaceId, connectionId, chatIds, requester, besides, metadata, sendAt }: Request,
): Promise<Consulted<Rule>> {
  const asked = { workspaceId, connectionId, chatIds, requester, besides };
  const { rules, revision, now } = await source.current(workspaceId);
  const set = readRules(rules);
  const known = await source.circumstances({ ...asked, needs: set.needs });
  const isNamed = typeof metadata === "object" && metadata !== null;
  const circumstances = {
    ...known,
    requester,
    metadata: isNamed ? (metadata as Record<string, unknown>) : {},
    now,
    // What was due before it was asked for goes out now.
    sendAt: sendAt != null && sendAt > now ? sendAt : now,
  };
  return { rules, set, revision, circumstances };
}
