/** Holds the proxy to the services: what ingress answers is public, what the console answers is not. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { basePath, operations } from "@lumenflow/api";
import { mcpPath, webhookPath } from "@lumenflow/ingress";
import { expect, test } from "vitest";
import { root } from "../architecture/source.ts";
import { matches, pathsOf, readCaddyfile } from "./caddyfile.ts";

const blocks = readCaddyfile();
const publicPaths = pathsOf(blocks.get("(ingress)") ?? []);
const isPublic = (path: string) => publicPaths.some((pattern) => matches(pattern, path));

/** The paths of the operations that a service serves, read from its source. */
function served(service: string): string[] {
  const files = globSync(`services/${service}/src/**/*.ts`, { cwd: root });
  const names = files
    .filter((file) => !file.endsWith(".test.ts"))
    .flatMap((file) => [...readFileSync(join(root, file), "utf8").matchAll(/\boperations\.(\w+)/g)])
    .map(([, name]) => name ?? "");
  return Object.entries(operations)
    .filter(([name]) => names.includes(name))
    .map(([, { path }]) => basePath + path.replaceAll(/\{\w+\}/g, "x_1"));
}

test("whatever ingress answers is public", () => {
  const paths = [webhookPath, mcpPath, ...served("ingress")];
  expect(paths.length).toBeGreaterThan(3);
  expect(paths.filter((path) => !isPublic(path))).toEqual([]);
});

test("nothing else is public", () => {
  const ingress = served("ingress");
  const rest = Object.values(operations)
    .map(({ path }) => basePath + path.replaceAll(/\{\w+\}/g, "x_1"))
    .filter((path) => !ingress.includes(path));
  const pages = ["/", "/queues", "/docs", "/sandbox", "/metrics", "/livez", "/readyz"];
  const inner = ["/api/v1/auth/sign-in/email", "/api/v1/openapi.json", ...pages];
  expect([...rest, ...inner].filter(isPublic)).toEqual([]);
});

test("every public path is one that ingress answers", () => {
  const paths = [webhookPath, mcpPath, ...served("ingress")];
  const idle = publicPaths.filter((pattern) => !paths.some((path) => matches(pattern, path)));
  expect(idle).toEqual([]);
});

test("the world's site leads to ingress or nowhere; the inner one to the console as well", () => {
  expect(blocks.get("{$PUBLIC_URL}")).toEqual(["import ingress", "handle {", "respond 404", "}"]);
  const inner = blocks.get("http://:8080") ?? [];
  expect(inner).toContain("import ingress");
  expect(inner.filter((line) => line.startsWith("dynamic"))).toEqual(["dynamic a console 3000 {"]);
});

test("a failed request's log line holds neither the webhook's key nor headers", () => {
  const options = blocks.get("") ?? [];
  expect(options).toEqual(expect.arrayContaining(["request>headers delete", "replace key hidden"]));
});
