/** Reads the house's own source: every file with its imports, calls and reads of the environment. */
import { globSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, normalize } from "node:path";
import { parseSync } from "oxc-parser";

export const root = join(import.meta.dirname, "../..");

export interface SourceFile {
  /** From the root, such as `services/ingress/src/main.ts`. */
  readonly path: string;
  /** `packages/db`, `services/start`, `test`. */
  readonly room: string;
  readonly imports: readonly string[];
  /** `worker(storeUpdates, …)` gives `worker` with `storeUpdates`. */
  readonly calls: readonly { readonly name: string; readonly firstArgument: string }[];
  readonly readsEnvironment: boolean;
}

export interface Manifest {
  readonly name: string;
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
  readonly exports?: string | Record<string, string>;
}

export const rooms = globSync(["packages/*", "services/*", "test"], { cwd: root })
  .filter((path) => globSync("package.json", { cwd: join(root, path) }).length > 0)
  .map((path) => path.replaceAll("\\", "/"))
  .toSorted();

/** Whether a specifier such as `@lumenflow/db/migrate` names a door that the package itself declares. */
export function isDeclaredDoor(specifier: string): boolean {
  const [, name, door] = /^@lumenflow\/([^/]+)\/(.+)$/.exec(specifier) ?? [];
  if (name === undefined) return false;
  const { exports } = manifestOf(`packages/${name}`);
  return typeof exports === "object" && Object.hasOwn(exports, `./${door}`);
}

export function manifestOf(room: string): Manifest {
  return JSON.parse(readFileSync(join(root, room, "package.json"), "utf8")) as Manifest;
}

export function readSources(): SourceFile[] {
  return rooms.flatMap((room) =>
    globSync("**/*.{ts,tsx}", {
      cwd: join(root, room),
      exclude: (name) => /(^|[\\/])(node_modules|generated|dist)$/.test(String(name)),
    })
      .map((path) => `${room}/${path.replaceAll("\\", "/")}`)
      .filter((path) => !/\/(node_modules|generated|dist)\//.test(path))
      .map((path) => readSource(room, path)),
  );
}

function readSource(room: string, path: string): SourceFile {
  const { program, module, errors } = parseSync(path, readFileSync(join(root, path), "utf8"));
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const found = {
    calls: [] as SourceFile["calls"][number][],
    readsEnvironment: false,
    dynamic: [] as string[],
  };
  walk(program, (node) => {
    if (node.type === "CallExpression") {
      const name = nameOf(node.callee);
      const [first] = node.arguments as Node[];
      if (name && first?.type === "Identifier") {
        found.calls.push({ name, firstArgument: String(first.name) });
      }
    }
    if (node.type === "ImportExpression" && (node.source as Node).type === "Literal") {
      found.dynamic.push(String((node.source as Node).value));
    }
    if (node.type === "MemberExpression" && nameOf(node) === "env") {
      const object = node.object as Node;
      found.readsEnvironment ||= object.type === "Identifier" && object.name === "process";
    }
  });
  const imports = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
    ),
    ...found.dynamic,
  ];
  return { path, room, imports, calls: found.calls, readsEnvironment: found.readsEnvironment };
}

type Node = { type: string } & Record<string, unknown>;

function nameOf(callee: unknown): string | undefined {
  const node = callee as Node;
  if (node.type === "Identifier") return String(node.name);
  if (node.type === "MemberExpression") return String((node.property as Node).name);
  return undefined;
}

function walk(value: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, visit);
  } else if (typeof value === "object" && value !== null) {
    if ("type" in value && typeof value.type === "string") visit(value as Node);
    for (const child of Object.values(value)) walk(child, visit);
  }
}

/** The package of an import: `pg`, `@lumenflow/db`; undefined for Node's own and for files. */
export function packageOf(specifier: string): string | undefined {
  if (specifier.startsWith(".") || specifier.startsWith("node:")) return undefined;
  const [scope, name] = specifier.split("/");
  if (scope === undefined || builtinModules.includes(scope)) return undefined;
  return scope.startsWith("@") ? `${scope}/${name}` : scope;
}

/** The file a relative import means, from the root. */
export function targetOf(file: SourceFile, specifier: string): string | undefined {
  if (!specifier.startsWith(".")) return undefined;
  return normalize(join(dirname(file.path), specifier)).replaceAll("\\", "/");
}

/** Every cycle that a depth-first walk finds, as the path of names that closes it. */
export function cyclesIn(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const cycles: string[][] = [];
  const state = new Map<string, "open" | "done">();
  const trail: string[] = [];
  const enter = (name: string): void => {
    if (state.get(name) === "done") return;
    if (state.get(name) === "open") {
      cycles.push([...trail.slice(trail.indexOf(name)), name]);
      return;
    }
    state.set(name, "open");
    trail.push(name);
    for (const next of graph.get(name) ?? []) enter(next);
    trail.pop();
    state.set(name, "done");
  };
  for (const name of graph.keys()) enter(name);
  return cycles;
}
