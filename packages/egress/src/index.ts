/** The public face of egress: signed requests to addresses that others name, none of them behind our walls. */
export { type AddressRules, createAddressRules } from "./addresses.ts";
export {
  createGuardedAgent,
  type GuardedAgentOptions,
  type Lookup,
  RefusedAddress,
} from "./guarded-agent.ts";
export { newSigningSecret, type Signature, sign } from "./sign.ts";
export { faultOfUrl, type UrlRulesDeps } from "./url-rules.ts";
