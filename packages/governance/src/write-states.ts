/** Writes docs/states.md from the state machines. */
import { writeFileSync } from "node:fs";
import { renderStates } from "./render.ts";

writeFileSync(new URL("../../../docs/states.md", import.meta.url), renderStates());
