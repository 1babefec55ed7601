/** Reads what the dispatcher needs from the environment. */
import { type Environment, everyRole, parseConfig } from "@lumenflow/runtime";

export const readConfig = (env: Environment = process.env) => parseConfig(everyRole, env);
