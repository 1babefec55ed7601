/** Turns what happens in a workspace into server-sent events, for as long as somebody listens. */
import { type Topic, topics } from "@lumenflow/api";
import type { Database } from "@lumenflow/db";
import { describeError, type Logger } from "@lumenflow/runtime";
import type { News } from "./news.ts";

export interface FollowChangesDeps {
  readonly trails: Pick<Database["trails"], "newsSince">;
  readonly news: News;
  readonly logger: Logger;
  readonly workspaceId: string;
  /** The place in the trail behind which to begin; now without one. */
  readonly after: string | undefined;
  readonly over: AbortSignal;
}

/** What a reader waits before it connects again. */
const retryMs = 2_000;
const heartbeatMs = 15_000;
/** The trail is sealed once a second; nothing announces that. */
const lookEveryMs = 1_000;
/** However much happens, a reader is told no oftener. */
const restMs = 250;

/**
 * Every change has an entry in the trail, and the trail has one order in which nothing appears
 * behind a reader later: so the trail is the feed. What must be seen at once is announced as well.
 */
export async function* followChanges(deps: FollowChangesDeps): AsyncGenerator<string> {
  const { news, workspaceId, over } = deps;
  const ear = news.listen(workspaceId);
  try {
    let seq = deps.after ?? (await look(deps, null))?.seq ?? "0";
    let toldAt = performance.now();
    yield `retry: ${retryMs}\nid: ${seq}\n\n`;
    while (!over.aborted) {
      const sealed = await look(deps, seq);
      const kinds = sealed?.kinds ?? [];
      const told = new Set<Topic>([...ear.take(), ...kinds.flatMap(topicsOf)]);
      seq = sealed?.seq ?? seq;
      if (told.size > 0 || performance.now() - toldAt >= heartbeatMs) {
        yield eventOf(
          seq,
          topics.filter((topic) => told.has(topic)),
        );
        toldAt = performance.now();
        await rest(over);
      }
      await ear.heard(lookEveryMs, over);
    }
  } finally {
    ear.forget();
  }
}

/** Nothing where Postgres cannot say: the stream goes on. */
async function look({ trails, workspaceId, logger }: FollowChangesDeps, after: string | null) {
  try {
    return await trails.newsSince(workspaceId, after);
  } catch (error) {
    logger.debug({ err: describeError(error) }, "could not look for changes to tell of");
    return undefined;
  }
}

const byKind: Readonly<Record<string, readonly Topic[]>> = {
  approval: ["approvals", "messages"],
  message: ["messages"],
  connection: ["connections", "messages"],
  workspace: ["connections", "messages", "access"],
  installation: ["connections", "messages"],
  policy: ["policies"],
  endpoint: ["endpoints"],
};

/** Whatever it is about, it stands in the trail; what is not named here is about who may do what. */
function topicsOf(kind: string): readonly Topic[] {
  return ["activity", ...(byKind[kind] ?? ["access" as const])];
}

function eventOf(seq: string, told: readonly Topic[]): string {
  return `data: ${JSON.stringify({ topics: told })}\nid: ${seq}\n\n`;
}

function rest(over: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(end, restMs);
    function end(): void {
      clearTimeout(timer);
      over.removeEventListener("abort", end);
      resolve();
    }
    over.addEventListener("abort", end);
    if (over.aborted) end();
  });
}
