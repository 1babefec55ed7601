/** The public face of registration: what a connection's webhook should be, whether it is, and what is wrong in words. */
export { type Assessment, assess, type Known, type Memory, type Verdict } from "./assess.ts";
export { compareWebhook, isOurs, type Standing } from "./compare-webhook.ts";
export { explainDeliveryError } from "./delivery-errors.ts";
export { judge, type Look, type LookDeps, look, seen } from "./look.ts";
export { nextLookMs } from "./next-look.ts";
export { notGiven, otherPoller, postponedCall, refusedCall, unasked } from "./troubles.ts";
export { type WantedWebhook, wantedWebhook, webhookPath } from "./wanted-webhook.ts";
