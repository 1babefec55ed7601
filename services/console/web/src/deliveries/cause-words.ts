/** Why a delivery failed and what to do, in plain words. */

interface CauseWords {
  readonly title: string;
  readonly remedy: string;
}

const known: Readonly<Record<string, CauseWords>> = {
  asked_to_wait: {
    title: "The endpoint asked to wait",
    remedy: "It said 429 or 503 with a time to come back. Give it more room, then replay.",
  },
  redirect: {
    title: "The endpoint answered with a redirect",
    remedy: "Redirects are not followed. Set the endpoint's URL to where it leads.",
  },
  timeout: {
    title: "No answer came in time",
    remedy: "Answer first and work afterwards: what is received counts, not what is done.",
  },
  connection_refused: {
    title: "Nothing listens there",
    remedy: "Check that the program runs, and that host and port are right.",
  },
  connection_lost: {
    title: "The connection broke off",
    remedy: "Look for a crash or a proxy's limit on the other side, then replay.",
  },
  unreachable: {
    title: "The host cannot be reached",
    remedy: "Check the network and firewalls between this machine and the endpoint.",
  },
  name_not_resolved: {
    title: "The host's name is not known",
    remedy: "Check the URL for a slip, and the name's DNS entry.",
  },
  tls: {
    title: "The certificate was not accepted",
    remedy: "Renew it, or complete its chain; self-signed ones are not trusted.",
  },
  refused_address: {
    title: "The address is not allowed",
    remedy:
      "It leads into a private network. The operator can allow it: LUMENFLOW_ENDPOINT_NETWORKS.",
  },
  not_answered: {
    title: "What became of it is not known",
    remedy: "The process that delivered it ended meanwhile. Replay it: the receiver knows its id.",
  },
};

export function causeWords(cause: string): CauseWords {
  const words = known[cause];
  if (words !== undefined) return words;
  const status = /^http_(\d{3})$/.exec(cause)?.[1];
  if (status === undefined) return { title: cause, remedy: "Look at what the endpoint logged." };
  const whose = status.startsWith("5")
    ? "The fault is on the endpoint's side: look at what it logged, mend it, then replay."
    : "The endpoint refuses it: check its URL, and that it verifies with the present secret.";
  return { title: `The endpoint answered ${status}`, remedy: whose };
}
