/** The queue keeps its promises on Postgres. */
import { describe } from "vitest";
import { conformance } from "./conformance.ts";
import { postgresServer } from "./servers.ts";

describe("the queue on Postgres", () => conformance(postgresServer));
