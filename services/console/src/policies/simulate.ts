/** Asks a draft of rules about requests of the past, and says what would have been otherwise. Writes nothing. */
import {
  checkCursor,
  type PolicyInput,
  type Principal,
  problem,
  type SimulationView,
} from "@lumenflow/api";
import type { PastMessage } from "@lumenflow/db";
import { evaluate, type PolicyFacts, type RuleSet, readRules } from "@lumenflow/governance";
import { saidIn } from "@lumenflow/outbound";
import { isId } from "../ids.ts";
import { checkRule, checkTogether } from "./check.ts";
import { contentOf } from "./content.ts";
import type { PolicyDeps } from "./deps.ts";

export interface Simulation {
  readonly rules: readonly PolicyInput[];
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
  readonly connectionId?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export function createSimulate({ database: { policies } }: PolicyDeps) {
  return async (
    { workspaceId }: Principal,
    { rules, limit, ...page }: Simulation,
  ): Promise<SimulationView> => {
    const { cursor, connectionId, since, until } = page;
    checkCursor(cursor, "msg", "cursor");
    if (since !== undefined && until !== undefined && since >= until) {
      throw problem.invalid([{ path: "until", message: "is not after since; give a later time" }]);
    }
    const draft = rules.map((rule, index) => {
      checkRule(contentOf(rule), `rules.${index}.`);
      // Of equal priorities the one in front is asked first, as the older rule is.
      return { ...contentOf(rule), id: String(index).padStart(3, "0") };
    });
    checkTogether(draft);
    const set = readRules(draft);
    const known = connectionId === undefined || isId(connectionId);
    const asked = { workspaceId, ...page, needs: set.needs, limit: limit + 1 };
    const found = known ? await policies.past(asked) : [];
    const shown = found.slice(0, limit);
    const data = shown.map((message) => judged(message, set));
    return {
      data,
      asked: data.length,
      changed: data.filter(({ changed }) => changed).length,
      nextCursor: found.length > limit ? (shown.at(-1)?.id ?? null) : null,
    };
  };
}

function judged(message: PastMessage, set: RuleSet): SimulationView["data"][number] {
  const { effect, ruleId, explanation } = evaluate(set, factsOf(message, set));
  const { policyEffect, policyRuleId, policyRevision } = message;
  return {
    messageId: message.id,
    connectionId: message.connectionId,
    chatId: message.chatId,
    requester: message.requester,
    requestedAt: message.createdAt.toISOString(),
    status: message.status as SimulationView["data"][number]["status"],
    before: {
      effect: policyEffect as typeof effect,
      ...(policyRuleId !== null && { ruleId: policyRuleId }),
      ...(policyRevision !== null && { revision: policyRevision }),
    },
    after: { effect, ...(ruleId !== undefined && { rule: Number(ruleId) }), explanation },
    changed: effect !== policyEffect,
  };
}

function factsOf(message: PastMessage, { needs }: RuleSet): PolicyFacts {
  const { connectionId, chatIds, chatType, firstContact, requester, createdAt, sendAt } = message;
  return {
    ...{ connectionId, chatIds, chatType, firstContact, requester },
    said: saidIn(message.parts),
    metadata: message.metadata ?? {},
    now: createdAt,
    sendAt: sendAt !== null && sendAt > createdAt ? sendAt : createdAt,
    used: new Map(needs.budgets.map(({ key }, index) => [key, message.counts[index] ?? 0])),
  };
}
