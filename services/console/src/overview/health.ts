/** Puts together how a workspace is doing, at most once in a few seconds however many look. */
import type { HealthView, Principal } from "@lumenflow/api";
import type { BotLoadRow, Database, Pacing } from "@lumenflow/db";
import { connectionMachine, isState } from "@lumenflow/governance";
import type { PartitionLayout } from "@lumenflow/jobs";
import type { Queues } from "@lumenflow/queue";
import { describeError, type Logger } from "@lumenflow/runtime";
import { defaultPacing } from "@lumenflow/telegram";

export interface HealthDeps {
  readonly database: Pick<Database, "overview" | "processes" | "messages">;
  readonly queues: Pick<Queues, "counts">;
  readonly layouts: () => Promise<PartitionLayout[]>;
  readonly logger: Logger;
}

const shownMinutes = 60;
const latencyMinutes = 15;
const freshMs = 2_000;

export function createHealth({ database, queues, layouts, logger }: HealthDeps) {
  const { overview, processes, messages } = database;
  const looks = new Map<string, { readonly at: number; readonly look: Promise<HealthView> }>();

  async function look(workspaceId: string): Promise<HealthView> {
    const [at, minutes, latency, waiting, deliveries, bots, errors, workers, counts] =
      await Promise.all([
        messages.clock(),
        overview.minutes(workspaceId, shownMinutes),
        overview.latencies(workspaceId, latencyMinutes),
        overview.waiting(workspaceId),
        overview.undelivered(workspaceId),
        overview.bots(workspaceId),
        overview.errors(workspaceId, shownMinutes),
        processes.roles(),
        queueCounts(),
      ]);
    return {
      at: at.toISOString(),
      minutes: minutes.map(({ at, ...counts }) => ({ at: at.toISOString(), ...counts })),
      latency,
      backlog: {
        messages: waiting.map(({ oldestAt, ...rest }) => ({
          ...rest,
          oldestAt: oldestAt.toISOString(),
        })),
        deliveries: {
          count: deliveries.count,
          oldestAt: deliveries.oldestAt?.toISOString() ?? null,
        },
      },
      bots: bots.map(presentBot),
      errors: errors.map(({ lastAt, ...rest }) => ({ ...rest, lastAt: lastAt.toISOString() })),
      workers: workers.map(({ lastSeenAt, ...rest }) => ({
        ...rest,
        lastSeenAt: lastSeenAt.toISOString(),
      })),
      queues: counts,
    };
  }

  /** A backend that is away is said to be by /readyz; everything else is shown all the same. */
  async function queueCounts(): Promise<HealthView["queues"]> {
    try {
      return await queues.counts(await layouts());
    } catch (error) {
      logger.debug({ err: describeError(error) }, "could not count jobs");
      return null;
    }
  }

  return async function health({ workspaceId, scopes }: Principal): Promise<HealthView> {
    const now = performance.now();
    for (const [id, { at }] of looks) if (now - at > freshMs) looks.delete(id);
    const known = looks.get(workspaceId) ?? { at: now, look: look(workspaceId) };
    looks.set(workspaceId, known);
    try {
      const view = await known.look;
      return scopes.includes("queues:operate") ? view : { ...view, queues: null };
    } catch (error) {
      looks.delete(workspaceId);
      throw error;
    }
  };
}

function presentBot({ pacing, status, holdUntil, ...bot }: BotLoadRow): HealthView["bots"][number] {
  if (!isState(connectionMachine, status)) throw new Error(`unknown status ${status}`);
  const { botPerSecond } = { ...defaultPacing, ...(pacing as Partial<Pacing> | null) };
  return {
    ...bot,
    status,
    perSecond: botPerSecond,
    holdUntil: holdUntil?.toISOString() ?? null,
  };
}
