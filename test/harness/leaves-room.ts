/** Before the next file begins, the databases of this one go. */
import { afterAll } from "vitest";
import { dropDatabases } from "./suites.ts";

afterAll(dropDatabases);
