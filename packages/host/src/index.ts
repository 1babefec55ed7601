/** The public face of host: what every process does around the roles that it runs. */
export { backendOf } from "./backend-of.ts";
export { chain } from "./handler-chain.ts";
export { createHeartbeat } from "./heartbeat.ts";
export { openKeyring } from "./open-keyring.ts";
export { runRole, type Shared } from "./run-role.ts";
