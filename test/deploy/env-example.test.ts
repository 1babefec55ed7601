/** Holds .env.example to the catalogue of variables: each there once, with a line that says what for. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { variables } from "@lumenflow/runtime";
import { expect, test } from "vitest";
import { root } from "../architecture/source.ts";
import { askedVariables } from "./compose-file.ts";

const text = readFileSync(join(root, ".env.example"), "utf8");
const lines = text.split("\n");
const entries = lines.flatMap((line, index) => {
  const name = /^#?([A-Z][A-Z_]+)=/.exec(line)?.[1];
  return name === undefined ? [] : [{ name, line, above: lines[index - 1] ?? "" }];
});

test("every variable that LumenFlow or docker-compose.yml reads is there, once, and no other", () => {
  const known = new Set([...Object.keys(variables), ...askedVariables().all]);
  expect(entries.map(({ name }) => name).toSorted()).toEqual([...known].toSorted());
});

test("each has one line of comment", () => {
  const bare = entries.filter(({ above }) => !/^# \S/.test(above));
  expect(bare.map(({ name }) => name)).toEqual([]);
});

test("what compose insists on is to be filled in; the rest is commented out", () => {
  const open = entries.filter(({ line }) => !line.startsWith("#")).map(({ name }) => name);
  expect(new Set(open)).toEqual(askedVariables().required);
  expect(Object.values(parseEnv(text)).filter((value) => value !== "")).toEqual([]);
});

test("the values that it shows are ones that would be accepted", () => {
  for (const { name, line } of entries) {
    const value = line.slice(line.indexOf("=") + 1);
    if (value === "" || !Object.hasOwn(variables, name)) continue;
    const schema = variables[name as keyof typeof variables];
    expect(schema.safeParse(value).success, name).toBe(true);
  }
});
