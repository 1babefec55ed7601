/** Runs the dispatcher alone. */
import { runRole } from "@lumenflow/host";
import { readConfig } from "./config.ts";
import { createDispatcher } from "./index.ts";

await runRole("dispatcher", readConfig(), createDispatcher);
