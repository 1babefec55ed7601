/** Changes a workspace's rules: one change after the other, each checked, counted, and audited with its diff. */
import { isDeepStrictEqual } from "node:util";
import { actorOf, type Principal, problem } from "@lumenflow/api";
import { newId, type PolicyContent, type PolicyRow, type Repositories } from "@lumenflow/db";
import { namedIn, renamed } from "@lumenflow/governance";
import { checkRule, checkTogether, mostRules } from "./check.ts";
import type { PolicyDeps } from "./deps.ts";

type Changes = { readonly [Name in keyof PolicyContent]?: PolicyContent[Name] | undefined };
type Diff = Record<string, { readonly from?: unknown; readonly to?: unknown }>;

export function createChanges({ database }: PolicyDeps) {
  /** Within: nobody else changes the rules; what is thrown leaves all as it was. */
  async function changing<Result>(
    { workspaceId }: Principal,
    work: (tx: Repositories, rules: readonly PolicyRow[], revision: number) => Promise<Result>,
  ): Promise<Result> {
    return database.transaction(async (tx) => {
      await tx.policies.lock(workspaceId);
      const { rules, revision } = await tx.policies.all(workspaceId);
      return work(tx, rules, revision);
    });
  }

  async function note(
    tx: Repositories,
    principal: Principal,
    { action, subjectId, diff }: { action: string; subjectId?: string; diff: Diff },
  ): Promise<void> {
    const { workspaceId } = principal;
    const revision = await tx.policies.advance(workspaceId);
    await tx.audit.append({
      ...{ workspaceId, subjectId, action: `policy.${action}` },
      initiator: actorOf(principal),
      detail: { revision, diff },
    });
  }

  return {
    async create(principal: Principal, given: PolicyContent): Promise<string> {
      checkRule(given);
      return changing(principal, async (tx, rules) => {
        const content = await withKnownApprovers(tx, principal, given);
        if (rules.length >= mostRules) {
          throw problem.conflict(`There are ${mostRules} rules, and no more fit. Delete one.`);
        }
        const id = newId("policy");
        checkTogether([...rules, { ...content, id }]);
        await tx.policies.add(principal.workspaceId, id, content);
        await note(tx, principal, { action: "created", subjectId: id, diff: diffOf({}, content) });
        return id;
      });
    },

    /** Null where there is no such rule. What changes nothing counts as no change. */
    async change(
      principal: Principal,
      { id, version, changes }: { id: string; version: number; changes: Changes },
    ): Promise<boolean> {
      return changing(principal, async (tx, rules) => {
        const row = rules.find((rule) => rule.id === id);
        if (row === undefined) return false;
        if (row.version !== version) {
          throw problem.conflict(
            `The rule was changed since you saw it: it is at version ${row.version}. Look at it again, then change it.`,
          );
        }
        const before = contentOf(row);
        const given = Object.entries(changes).filter(([, value]) => value !== undefined);
        const wanted: PolicyContent = { ...before, ...Object.fromEntries(given) };
        checkRule(wanted);
        const after =
          changes.approval == null ? wanted : await withKnownApprovers(tx, principal, wanted);
        const diff = diffOf(before, after);
        if (Object.keys(diff).length === 0) return true;
        checkTogether(rules.map((rule) => (rule.id === id ? { ...after, id } : rule)));
        await tx.policies.replace(principal.workspaceId, id, after);
        await note(tx, principal, { action: "changed", subjectId: id, diff });
        return true;
      });
    },

    async order(
      principal: Principal,
      { ids, revision }: { ids: readonly string[]; revision: number },
    ): Promise<void> {
      await changing(principal, async (tx, rules, current) => {
        if (current !== revision) {
          throw problem.conflict(
            `The rules were changed since you saw them: they are at revision ${current}. Look at them again, then put them in order.`,
          );
        }
        const known = rules.map(({ id }) => id);
        const isWhole = ids.length === known.length && known.every((id) => ids.includes(id));
        if (!isWhole) {
          const message = `must name every rule of the workspace once, all ${known.length}`;
          throw problem.invalid([{ path: "ids", message }]);
        }
        if (isDeepStrictEqual([...ids], known)) return;
        await tx.policies.order(principal.workspaceId, ids);
        await note(tx, principal, {
          action: "reordered",
          diff: { order: { from: known, to: ids } },
        });
      });
    },

    /** False where there is no such rule. */
    async remove(principal: Principal, id: string): Promise<boolean> {
      return changing(principal, async (tx, rules) => {
        const row = rules.find((rule) => rule.id === id);
        if (row === undefined) return false;
        await tx.policies.remove(principal.workspaceId, id);
        const diff = diffOf(contentOf(row), {});
        await note(tx, principal, { action: "deleted", subjectId: id, diff });
        return true;
      });
    },
  };
}

/** A name that means nobody would wait for ever. People named by their address are kept by their id. */
async function withKnownApprovers(
  tx: Repositories,
  { workspaceId }: Principal,
  content: PolicyContent,
): Promise<PolicyContent> {
  const names = namedIn(content.approval);
  if (names.length === 0) return content;
  const known = await tx.approvals.lookUp(workspaceId, names);
  const unknown = names.filter((name) => known.get(name) == null);
  if (unknown.length > 0) {
    const message = `names ${unknown.join(", ")}, and nobody of this workspace is meant by that; name a member, a key or a role`;
    throw problem.refersToNothing([{ path: "approval", message }]);
  }
  const approval = renamed(content.approval, (name) => known.get(name) ?? name);
  return { ...content, approval: approval as PolicyContent["approval"] };
}

function contentOf(row: PolicyRow): PolicyContent {
  const { name, priority, enabled, effect, when, schedule, exceptions, approval } = row;
  return { name, priority, enabled, effect, when, schedule, exceptions, approval };
}

/** Fields whose values differ; what is absent is left out. As JSON, which is how they are stored. */
function diffOf(before: Partial<PolicyContent>, after: Partial<PolicyContent>): Diff {
  const plain = (value: object) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
  const [from, to] = [plain(before), plain(after)];
  const names = new Set([...Object.keys(from), ...Object.keys(to)]);
  return Object.fromEntries(
    [...names].flatMap((name) => {
      const [old, now] = [from[name] ?? undefined, to[name] ?? undefined];
      if (isDeepStrictEqual(old, now)) return [];
      const sides = {
        ...(old !== undefined && { from: old }),
        ...(now !== undefined && { to: now }),
      };
      return [[name, sides]];
    }),
  );
}
