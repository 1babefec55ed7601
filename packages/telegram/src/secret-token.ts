/** Makes the secret that Telegram shows with every delivery. */
import { randomBytes } from "node:crypto";

/** 256 random bits as 43 characters of `A-Za-z0-9_-`, which is what `secret_token` allows (1–256 of them). */
export function generateSecretToken(): string {
  return randomBytes(32).toString("base64url");
}
