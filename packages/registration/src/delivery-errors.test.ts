import { expect, test } from "vitest";
import { explainDeliveryError } from "./delivery-errors.ts";

/** What Telegram says, the cause, whether it may pass by itself, and what a person reads first. */
test.each<[string, string, boolean, RegExp]>([
  ["Wrong response from the webhook: 401 Unauthorized", "secret_refused", false, /secret.*\(401\)/],
  ["Wrong response from the webhook: 403 Forbidden", "forbidden", false, /forbids/],
  ["Wrong response from the webhook: 404 Not Found", "not_found", false, /does not know/],
  ["Wrong response from the webhook: 405 Method Not Allowed", "not_found", false, /does not know/],
  ["Wrong response from the webhook: 410 Gone", "gone", false, /gone/],
  ["Wrong response from the webhook: 413 Payload Too Large", "too_large", false, /large updates/],
  ["Wrong response from the webhook: 429 Too Many Requests", "flooded", true, /limits/],
  ["Wrong response from the webhook: 503 Service Unavailable", "unavailable", true, /queue or the/],
  ["Wrong response from the webhook: 502 Bad Gateway", "ingress_away", true, /proxy/],
  ["Wrong response from the webhook: 504 Gateway Timeout", "ingress_away", true, /proxy/],
  ["Wrong response from the webhook: 500 Internal Server Error", "server_error", true, /failed/],
  ["Wrong response from the webhook: 520 ", "server_error", true, /failed/],
  ["Wrong response from the webhook: 301 Moved Permanently", "redirected", false, /redirects/],
  ["Wrong response from the webhook: 415 Unsupported Media Type", "refused", false, /refuses/],
  ["Wrong response from the webhook: 101 Switching", "wrong_response", false, /does not answer/],
  ["Read timeout expired", "slow", true, /60 seconds/],
  ["Write timeout expired", "slow", true, /60 seconds/],
  [
    "SSL error {error:1416F086:SSL routines:tls_process_server_certificate:certificate verify failed}",
    "certificate",
    false,
    /certificate/,
  ],
  ["SSL error {error:1408F10B:SSL routines:wrong version number}", "certificate", false, /no TLS/],
  ["Failed to resolve host: Name or service not known", "dns", false, /resolve/],
  ["IP address 10.0.0.1 is reserved", "private_address", false, /not reachable/],
  ["IPv6-only addresses are not allowed", "ipv6_only", false, /IPv6/],
  ["Connection refused", "connection_refused", true, /Nothing listens/],
  ["Connection reset by peer", "connection_reset", true, /broken off/],
  ["Connection timed out", "not_reached", true, /cannot reach/],
  ["No route to host", "not_reached", true, /cannot reach/],
  ["Network is unreachable", "not_reached", true, /cannot reach/],
  ["Can't connect to the webhook", "not_reached", true, /cannot reach/],
  ["Something new", "failing", true, /cannot deliver/],
])("%s", (message, cause, passes, reason) => {
  const explained = explainDeliveryError(message);
  expect(explained).toMatchObject({
    cause: `delivery_${cause}`,
    passes,
    registerAgain: cause === "secret_refused",
  });
  expect(explained.reason).toMatch(reason);
  expect(explained.reason).toContain(message);
  expect(explained.remedy).toMatch(/\.$/);
});

test("a secret in Telegram's words does not reach ours", () => {
  const { reason } = explainDeliveryError("Can't connect to https://x.example/?key=abcdefgh");
  expect(reason).not.toContain("abcdefgh");
});
