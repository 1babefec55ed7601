/** The scheme's own library verifies what we sign. */
import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { newSigningSecret, sign } from "./sign.ts";

const body = '{"text":"Grüße 👋","id":9007199254740993}';

test("what is signed verifies, with each of the secrets and with no other", () => {
  const [current, previous] = [newSigningSecret(), newSigningSecret()];
  const headers = { ...sign({ id: "evt_1", body, at: new Date() }, [current, previous]) };
  for (const secret of [current, previous]) {
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({ text: "Grüße 👋" });
  }
  expect(() => new Webhook(newSigningSecret()).verify(body, headers)).toThrow();
  expect(() => new Webhook(current).verify(`${body} `, headers)).toThrow();
  expect(() => new Webhook(current).verify(body, { ...headers, "webhook-id": "evt_2" })).toThrow();
});

test("an old request does not verify any more", () => {
  const secret = newSigningSecret();
  const headers = { ...sign({ id: "evt_1", body, at: new Date(Date.now() - 600_000) }, [secret]) };
  expect(() => new Webhook(secret).verify(body, headers)).toThrow();
});
