/** The queue keeps its promises on Redis. */
import { describeWith } from "../harness/index.ts";
import { conformance } from "./conformance.ts";
import { redisServer } from "./servers.ts";

describeWith("redis", "the queue on Redis", () => conformance(redisServer));
