/** Holds the house to its plan: arrows point down, one importer per driver, one handler per job. */
import { declarations } from "@lumenflow/jobs";
import { expect, test } from "vitest";
import {
  cyclesIn,
  isDeclaredDoor,
  manifestOf,
  packageOf,
  readSources,
  rooms,
  type SourceFile,
  targetOf,
} from "./architecture/source.ts";

/** Which of our packages each room may import. A room that is not listed may not exist. */
const arrows: Record<string, readonly string[]> = {
  "packages/governance": [],
  "packages/jobs": [],
  "packages/egress": [],
  "packages/runtime": [],
  "packages/queue": ["jobs", "runtime"],
  "packages/db": ["governance", "runtime"],
  "packages/telegram": ["runtime"],
  "packages/api": ["governance", "runtime"],
  "packages/inbound": ["db", "jobs", "queue", "runtime", "telegram"],
  "packages/outbound": ["governance", "telegram"],
  "packages/approvals": ["db", "governance", "outbound", "telegram"],
  "packages/audit": ["db", "governance"],
  "packages/mcp": ["api", "runtime"],
  "packages/media": ["db", "egress", "runtime", "telegram"],
  "packages/registration": ["db", "governance", "runtime", "telegram"],
  "packages/accounts": ["api", "db", "runtime"],
  "packages/host": ["api", "db", "queue", "runtime"],
  // Its tests alone, which hold it against the API: what is published stands by itself.
  "packages/client": ["api"],
  "services/ingress": [
    "accounts",
    "api",
    "db",
    "governance",
    "host",
    "inbound",
    "jobs",
    "mcp",
    "media",
    "outbound",
    "queue",
    "runtime",
    "telegram",
  ],
  "services/dispatcher": [
    "api",
    "db",
    "egress",
    "governance",
    "host",
    "jobs",
    "queue",
    "runtime",
    "telegram",
  ],
  "services/sender": [
    "approvals",
    "db",
    "governance",
    "host",
    "jobs",
    "media",
    "outbound",
    "queue",
    "runtime",
    "telegram",
  ],
  "services/registrar": [
    "db",
    "governance",
    "host",
    "inbound",
    "jobs",
    "queue",
    "registration",
    "runtime",
    "telegram",
  ],
  "services/keeper": ["approvals", "db", "governance", "host", "jobs", "queue", "runtime"],
  "services/console": [
    "accounts",
    "api",
    "approvals",
    "audit",
    "db",
    "egress",
    "governance",
    "host",
    "jobs",
    "media",
    "outbound",
    "queue",
    "registration",
    "runtime",
    "telegram",
  ],
  // A stranger to the house, as Telegram is: it shares nothing with the code it tests but the runtime.
  "services/sandbox": ["runtime"],
  "services/start": [
    ...["accounts", "api", "audit", "db", "egress", "governance", "host", "jobs", "media", "queue"],
    ...["registration", "runtime", "telegram"],
    ...["console", "dispatcher", "ingress", "keeper", "registrar", "sandbox", "sender"],
  ],
};

/** Drivers that one room alone may touch. */
const soleImporters: [driver: RegExp, room: string][] = [
  [/^(bullmq|ioredis)$/, "packages/queue"],
  [/^(@prisma\/.+|prisma)$/, "packages/db"],
  [/^(grammy|@grammyjs\/types)$/, "packages/telegram"],
  [/^@modelcontextprotocol\//, "packages/mcp"],
];

const sources = readSources();
const ownNames = new Map(rooms.map((room) => [room, manifestOf(room).name]));
const house = sources.filter(({ room }) => room !== "test");
const inTests = ({ path }: SourceFile) =>
  /\.test\.tsx?$|\/testing\//.test(path) || path.startsWith("test/");
const inWeb = ({ path }: SourceFile) => /^services\/\w+\/(web|vite\.config)/.test(path);

test("every room stands in the plan", () => {
  expect(rooms.filter((room) => room !== "test")).toEqual(Object.keys(arrows).toSorted());
  for (const room of rooms)
    expect(
      sources.some((file) => file.room === room),
      room,
    ).toBe(true);
});

test("arrows only point down", () => {
  const wrong = house.flatMap((file) =>
    ours(file)
      .filter((name) => !arrows[file.room]?.includes(name))
      .map((name) => `${file.path} → ${name}`),
  );
  expect(wrong).toEqual([]);
});

test("no file reaches into another room past its front door", () => {
  const wrong = house.flatMap((file) =>
    file.imports
      .filter((specifier) => {
        const target = targetOf(file, specifier);
        if (target !== undefined) return !target.startsWith(`${file.room}/`) && !inTests(file);
        return /^@lumenflow\/[^/]+\//.test(specifier) && !isDeclaredDoor(specifier);
      })
      .map((specifier) => `${file.path} → ${specifier}`),
  );
  expect(wrong).toEqual([]);
});

test("no files import one another in a circle", () => {
  const graph = new Map(
    sources.map((file) => [file.path, file.imports.flatMap((name) => targetOf(file, name) ?? [])]),
  );
  expect(cyclesIn(graph).map((cycle) => cycle.join(" → "))).toEqual([]);
});

test("no rooms import one another in a circle", () => {
  const graph = new Map(rooms.map((room) => [nameOfRoom(room), [] as string[]]));
  for (const file of house) graph.get(nameOfRoom(file.room))?.push(...ours(file));
  expect(cyclesIn(graph).map((cycle) => cycle.join(" → "))).toEqual([]);
});

test.each(soleImporters)("%s is imported by %s alone", (driver, room) => {
  const importers = house
    .filter((file) => !inTests(file))
    .filter((file) => external(file).some((name) => driver.test(name)))
    .map((file) => file.room);
  expect(new Set(importers)).toEqual(new Set([room]));
});

test("whatever a room imports stands in its own package.json, and the other way round", () => {
  const wrong: string[] = [];
  for (const room of rooms) {
    const manifest = manifestOf(room);
    const run = { ...manifest.dependencies, ...manifest.optionalDependencies };
    const any = { ...run, ...manifest.devDependencies };
    const files = sources.filter((file) => file.room === room);
    for (const file of files) {
      const allowed = inTests(file) || inWeb(file) ? any : run;
      const missing = external(file).filter((name) => !Object.hasOwn(allowed, name));
      wrong.push(...missing.map((name) => `${file.path} imports ${name}`));
    }
    const imported = new Set(files.flatMap(external));
    // Generated code is not read here; it imports the client that it belongs to.
    if (room === "packages/db") imported.add("@prisma/client");
    const idle = Object.keys(manifest.dependencies ?? {}).filter((name) => !imported.has(name));
    wrong.push(...idle.map((name) => `${room} lists ${name} and does not import it`));
  }
  expect(wrong).toEqual([]);
});

test("only config.ts reads the environment", () => {
  const readers = house.filter((file) => file.readsEnvironment && !inTests(file));
  expect(readers.map(({ path }) => path).filter((path) => !path.endsWith("/config.ts"))).toEqual(
    [],
  );
});

test("every declared job has exactly one handler, in a file of its name", () => {
  for (const { name } of declarations) {
    const variable = name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    const workers = house.filter((file) =>
      file.calls.some((call) => call.name === "worker" && call.firstArgument === variable),
    );
    expect(
      workers.filter((file) => !inTests(file)).map(({ room }) => room),
      name,
    ).toHaveLength(1);
    const files = house.filter((file) =>
      new RegExp(`^services/\\w+/src/${name}\\.ts$`).test(file.path),
    );
    expect(
      files.map(({ room }) => room),
      `${name}.ts`,
    ).toEqual(workers.map(({ room }) => room));
  }
});

/** A room may name itself, as its examples do. */
function external(file: SourceFile): string[] {
  return file.imports
    .flatMap((specifier) => packageOf(specifier) ?? [])
    .filter((name) => name !== ownNames.get(file.room));
}

function ours(file: SourceFile): string[] {
  return external(file).flatMap((name) => /^@lumenflow\/(.+)$/.exec(name)?.[1] ?? []);
}

function nameOfRoom(room: string): string {
  return room.split("/").at(-1) ?? room;
}
