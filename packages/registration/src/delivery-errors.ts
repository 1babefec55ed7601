/** What Telegram's words about a failed delivery mean, and what to do: a table, first match counts. */
import type { Trouble } from "@lumenflow/governance";
import { scrub } from "@lumenflow/runtime";

export interface DeliveryError extends Trouble {
  /** Whether it may pass without a person. */
  readonly passes: boolean;
  /** Whether telling Telegram our secret once more may mend it. */
  readonly registerAgain: boolean;
}

interface Row {
  /** Against the lower-case `last_error_message`. */
  readonly says: RegExp;
  /** Stands behind `delivery_`. */
  readonly cause: string;
  readonly reason: string;
  readonly remedy: string;
  readonly passes?: boolean;
  readonly registerAgain?: boolean;
}

const status = (codes: string) => new RegExp(`wrong response from the webhook: (${codes})\\b`);

/** WebhookActor.cpp 225-312, 619-648; td's SslStream, HttpConnectionBase and IPAddress. */
const rows: readonly Row[] = [
  {
    says: status("401"),
    cause: "secret_refused",
    reason: "Our own webhook refuses the secret that Telegram shows it (401).",
    remedy:
      "It is registered again by itself with the right secret. If that does not help, something in front of it takes the header X-Telegram-Bot-Api-Secret-Token away or asks for a password of its own: let Telegram's requests through unchanged.",
    registerAgain: true,
  },
  {
    says: status("403"),
    cause: "forbidden",
    reason: "Something in front of our webhook forbids Telegram to deliver (403).",
    remedy:
      "Let Telegram through the firewall or proxy in front of PUBLIC_URL; its addresses are 149.154.160.0/20 and 91.108.4.0/22.",
  },
  {
    says: status("404|405"),
    cause: "not_found",
    reason: "Whatever answers at PUBLIC_URL does not know our webhook (404).",
    remedy:
      "PUBLIC_URL has to lead to this installation's ingress. Check the proxy's rules and the DNS entry; another installation or a parked page may be answering.",
  },
  {
    says: status("410"),
    cause: "gone",
    reason: "Whatever answers at PUBLIC_URL says that our webhook is gone (410).",
    remedy:
      "PUBLIC_URL has to lead to this installation's ingress. After 23 hours of this answer Telegram removes the webhook.",
  },
  {
    says: status("413"),
    cause: "too_large",
    reason: "Something in front of our webhook refuses large updates (413).",
    remedy: "Let the proxy in front of PUBLIC_URL pass bodies of up to 1 MiB.",
  },
  {
    says: status("429"),
    cause: "flooded",
    reason: "More updates came than the limits allow (429).",
    remedy:
      "It passes by itself; Telegram delivers again. If the bot is that busy, raise LUMENFLOW_INGRESS_LIMITS.",
    passes: true,
  },
  {
    says: status("503"),
    cause: "unavailable",
    reason: "Our webhook could not take updates in (503): the queue or the database was away.",
    remedy:
      "It passes by itself once they are back; Telegram keeps updates for 24 hours. If it stays, /readyz of the ingress names the part that fails.",
    passes: true,
  },
  {
    says: status("502|504"),
    cause: "ingress_away",
    reason: "The proxy in front of our webhook does not reach the ingress (502, 504).",
    remedy: "Check that the ingress runs and that the proxy leads to it.",
    passes: true,
  },
  {
    says: status("5\\d\\d"),
    cause: "server_error",
    reason: "Our webhook, or something in front of it, failed (5xx).",
    remedy: "Look into the logs of the ingress and of the proxy in front of it.",
    passes: true,
  },
  {
    says: status("3\\d\\d"),
    cause: "redirected",
    reason: "Whatever answers at PUBLIC_URL redirects, and Telegram does not follow (3xx).",
    remedy: "Set PUBLIC_URL to the address that the redirect leads to, and start again.",
  },
  {
    says: status("4\\d\\d"),
    cause: "refused",
    reason: "Our webhook, or something in front of it, refuses what Telegram delivers (4xx).",
    remedy:
      "Check that nothing in front of PUBLIC_URL changes requests: method, content type and body must arrive as Telegram sent them.",
  },
  {
    says: /wrong response from the webhook/,
    cause: "wrong_response",
    reason: "Whatever answers at PUBLIC_URL does not answer as a webhook does.",
    remedy:
      "PUBLIC_URL has to lead to this installation's ingress. Check the proxy in front of it.",
  },
  {
    says: /(read|write) timeout expired/,
    cause: "slow",
    reason: "Our webhook took more than 60 seconds to answer.",
    remedy:
      "Check the load of the ingress, its queue and whatever stands in front of it. Telegram delivers again.",
    passes: true,
  },
  {
    says: /certificate|ssl error|tls|handshake/,
    cause: "certificate",
    reason: "Telegram does not trust the certificate of PUBLIC_URL, or finds no TLS there.",
    remedy:
      "Renew the certificate and serve it with its whole chain, for exactly this host name; a self-signed one does not do. Then press verify.",
  },
  {
    says: /resolve host|name or service not known|no address associated|name resolution/,
    cause: "dns",
    reason: "Telegram cannot resolve the host name of PUBLIC_URL.",
    remedy: "Check its DNS entry, and that the domain has not expired.",
  },
  {
    says: /is reserved/,
    cause: "private_address",
    reason:
      "The host name of PUBLIC_URL leads to an address that is not reachable from the internet.",
    remedy: "Let its DNS entry name a public IPv4 address.",
  },
  {
    says: /ipv6/,
    cause: "ipv6_only",
    reason:
      "The host name of PUBLIC_URL has an IPv6 address alone, which Telegram does not deliver to.",
    remedy: "Give it a public IPv4 address too.",
  },
  {
    says: /connection refused/,
    cause: "connection_refused",
    reason: "Nothing listens at PUBLIC_URL: the connection was refused.",
    remedy: "Check that the proxy and the ingress run, and that the port is the one in PUBLIC_URL.",
    passes: true,
  },
  {
    says: /connection reset|connection closed|broken pipe/,
    cause: "connection_reset",
    reason: "The connection was broken off while Telegram delivered.",
    remedy:
      "It passes by itself if something was restarting. If it stays, look at the proxy or firewall in front of PUBLIC_URL.",
    passes: true,
  },
  {
    says: /timed out|no route|unreachable|can't connect/,
    cause: "not_reached",
    reason: "Telegram cannot reach PUBLIC_URL.",
    remedy:
      "Check from outside that the host answers on port 443, 80, 88 or 8443 and that no firewall keeps Telegram away (149.154.160.0/20, 91.108.4.0/22).",
    passes: true,
  },
];

/** What a `last_error_message` of getWebhookInfo means. */
export function explainDeliveryError(message: string): DeliveryError {
  const words = message.toLowerCase();
  const row = rows.find(({ says }) => says.test(words));
  return {
    cause: `delivery_${row?.cause ?? "failing"}`,
    reason: `${row?.reason ?? "Telegram cannot deliver."} Telegram says: ${scrub(message)}`,
    remedy: row?.remedy ?? "Look into the logs of the ingress and of the proxy in front of it.",
    passes: row === undefined || row.passes === true,
    registerAgain: row?.registerAgain === true,
  };
}
