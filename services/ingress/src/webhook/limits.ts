/** The limits of the webhook route: per connection, per workspace, and per address for unknown keys. */
import { type IngressLimits, networkOf } from "@lumenflow/runtime";
import { createLeases, type Leases, type SharedLimiter, type Wait } from "./leases.ts";

export interface Limits {
  /** 0 lets an update of a known connection pass; otherwise milliseconds to wait. */
  known(connection: { connectionId: string; workspaceId: string }): Wait | Promise<Wait>;
  /** The same for a request whose key nobody knows. */
  unknown(address: string): Wait | Promise<Wait>;
}

export interface LimitsOptions {
  /** `false` switches all of them off. */
  readonly limits: IngressLimits | false;
  readonly limiter: (options: { name: string; points: number; windowMs: number }) => SharedLimiter;
}

/** Strangers, unlike connections, come in any number: only so many are counted in the shared store. */
const strangersPerSecond = 100;

export function createLimits({ limits, limiter }: LimitsOptions): Limits {
  if (limits === false) return { known: () => 0, unknown: () => 0 };
  const leases = (name: keyof IngressLimits, asksPerSecond?: number): Leases =>
    createLeases({ ...limits[name], limiter: limiter({ name, ...limits[name] }), asksPerSecond });
  const connection = leases("connection");
  const workspace = leases("workspace");
  const unknown = leases("unknown", strangersPerSecond);

  async function both(first: Promise<Wait>, workspaceId: string): Promise<Wait> {
    const wait = await first;
    return wait === 0 ? workspace.take(workspaceId) : wait;
  }

  return {
    known({ connectionId, workspaceId }) {
      const wait = connection.take(connectionId);
      if (typeof wait !== "number") return both(wait, workspaceId);
      return wait === 0 ? workspace.take(workspaceId) : wait;
    },
    unknown: (address) => unknown.take(networkOf(address)),
  };
}
