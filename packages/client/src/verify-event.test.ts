import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { NotVerified, verifyEvent } from "./verify-event.ts";

const secret = `whsec_${Buffer.alloc(32, 1).toString("base64")}`;

function signed(event: unknown, at = new Date()) {
  const body = JSON.stringify(event);
  return {
    body,
    headers: {
      "webhook-id": "evt_1",
      "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
      "webhook-signature": new Webhook(secret).sign("evt_1", at, body),
    },
  };
}

const event = { id: "evt_1", type: "message.status.changed", data: { status: "sent" } };

test("gives the event of a signed request, whatever kind of headers it has", () => {
  const request = signed(event);
  expect(verifyEvent(request, secret)).toEqual(event);
  const { body, headers } = request;
  expect(verifyEvent({ body: Buffer.from(body), headers: new Headers(headers) }, secret)).toEqual(
    event,
  );
});

test("refuses what is not signed, was altered, or is old", () => {
  const request = signed(event);
  const refused = [
    { ...request, headers: {} },
    { ...request, body: request.body.replace("sent", "failed") },
    { ...request, headers: { ...request.headers, "webhook-id": "evt_2" } },
    signed(event, new Date(Date.now() - 301_000)),
  ];
  for (const each of refused) expect(() => verifyEvent(each, secret)).toThrow(NotVerified);
  const other = `whsec_${Buffer.alloc(32, 2).toString("base64")}`;
  expect(() => verifyEvent(request, other)).toThrow(NotVerified);
});
