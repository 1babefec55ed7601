/** The public face of audit: proves a workspace's trail as the database has it. */
export { proveTrail, type TrailSource } from "./prove-trail.ts";
