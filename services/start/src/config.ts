/** Reads everything from the environment: this process may run any role. */
import {
  type Environment,
  type Fault,
  parseConfig,
  type RoleName,
  roleNames,
  type Values,
  variables,
} from "@lumenflow/runtime";

export type Config = Values<typeof variables> & {
  /** What this process runs: `LUMENFLOW_ROLES`, or all; the sandbox only where no PUBLIC_URL is set. */
  readonly roles: ReadonlySet<RoleName>;
};

/** Roles that open stored credentials, or sign. */
const keyed: readonly RoleName[] = ["dispatcher", "sender", "registrar", "keeper", "console"];

export function readConfig(env: Environment = process.env): Config {
  const values = parseConfig(variables, env, [keysRule]);
  return { ...values, roles: rolesOf(values) };
}

/** What the command line needs: no rules about roles, which it does not run. */
export function readCliConfig(env: Environment = process.env): Config {
  const values = parseConfig(variables, env);
  return { ...values, roles: rolesOf(values) };
}

type Parsed = Values<typeof variables>;

function rolesOf({ LUMENFLOW_ROLES, PUBLIC_URL }: Parsed): ReadonlySet<RoleName> {
  const all = roleNames.filter((name) => name !== "sandbox" || PUBLIC_URL === undefined);
  return new Set(LUMENFLOW_ROLES ?? all);
}

/** Beside a database of one's own, keys are the operator's: a generated one would be lost with the container. */
function keysRule(values: Parsed): Fault | undefined {
  const roles = rolesOf(values);
  const own = values.DATABASE_URL !== undefined;
  if (!own || values.LUMENFLOW_ENCRYPTION_KEYS !== undefined) return undefined;
  if (!keyed.some((role) => roles.has(role))) return undefined;
  return {
    name: "LUMENFLOW_ENCRYPTION_KEYS",
    problem: "is not set, and is required where DATABASE_URL is",
    remedy:
      'make one with: echo "k1:$(openssl rand -base64 32)", and keep it apart from the database',
  };
}
