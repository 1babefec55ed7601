/** The public face of the sandbox. */
export { createSandbox, type Sandbox, type SandboxDeps } from "./sandbox.ts";
