/** The public face of the registrar: makes Telegram's webhooks what we want them to be. */
export { createRegistrar, type RegistrarDeps } from "./registrar.ts";
