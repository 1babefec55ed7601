/** The public face of inbound: what becomes of an update between Telegram and its partition's queue. */
export { BufferFull } from "./batcher.ts";
export { createIntake, type Intake, type IntakeAll, type IntakeDeps } from "./intake.ts";
export { type ReceivedBody, textToUpdate, toUpdate } from "./to-update.ts";
