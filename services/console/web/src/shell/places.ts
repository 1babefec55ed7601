/** Where navigation leads, said once for the bar beside and the bar below. */
import {
  type Icon,
  IconChecklist,
  IconFlask,
  IconHeartbeat,
  IconHistory,
  IconInbox,
  IconListCheck,
  IconMessages,
  IconPlugConnected,
  IconRocket,
  IconSend,
  IconStack2,
  IconSunMoon,
  IconWebhook,
} from "@tabler/icons-react";
import type { LinkProps } from "@tanstack/react-router";
import type { Scope } from "../api/contract.ts";
import { useLeads } from "../api/first-run.ts";
import { useMay, useMe } from "../api/me.ts";
import { sandboxPage, useSandbox } from "../api/sandbox.ts";
import { peoplePlaces } from "./settings-places.ts";

export interface Place {
  readonly to: NonNullable<LinkProps["to"]>;
  readonly label: string;
  readonly icon: Icon;
  /** Shown to whoever has one of them; to everybody where there are none. */
  readonly scopes: readonly Scope[];
}

export interface SettingsPlace extends Place {
  /** What is set there, in a line. */
  readonly description: string;
}

export const approvalsPlace = {
  to: "/approvals",
  label: "Approvals",
  icon: IconChecklist,
  scopes: ["approvals:decide", "messages:read"],
} satisfies Place;

export const outboxPlace = {
  to: "/outbox",
  label: "Outbox",
  icon: IconSend,
  scopes: ["messages:read"],
} satisfies Place;

const conversationsPlace = {
  to: "/conversations",
  label: "Conversations",
  icon: IconMessages,
  scopes: ["updates:read"],
} satisfies Place;

/** In the order in which they are shown; the first three have a place of their own on a phone. */
export const places: readonly Place[] = [
  approvalsPlace,
  conversationsPlace,
  outboxPlace,
  { to: "/deliveries", label: "Deliveries", icon: IconWebhook, scopes: ["endpoints:manage"] },
  { to: "/policies", label: "Policies", icon: IconListCheck, scopes: ["policies:manage"] },
  { to: "/updates", label: "Updates", icon: IconInbox, scopes: ["updates:read"] },
  { to: "/activity", label: "Activity", icon: IconHistory, scopes: ["audit:read"] },
  { to: "/health", label: "Health", icon: IconHeartbeat, scopes: ["messages:read"] },
];

/** What the settings are made of: an entry here is a line in the navigation and on the page. */
export const settingsPlaces: readonly SettingsPlace[] = [
  {
    to: "/settings/connections",
    label: "Connections",
    icon: IconPlugConnected,
    scopes: [],
    description: "The bots that receive and send for this workspace.",
  },
  ...peoplePlaces,
  {
    to: "/settings/display",
    label: "Display",
    icon: IconSunMoon,
    scopes: [],
    description: "Light or dark, and in which time zone times are written.",
  },
];

const firstSteps: Place = {
  to: "/first-steps",
  label: "First steps",
  icon: IconRocket,
  scopes: [],
};

/** While a new workspace is led to its first message, and by whoever can go there. */
export function useFirstSteps(): readonly Place[] {
  return useLeads() ? [firstSteps] : [];
}

/** Those of them that this person may open. */
export function useOpenTo<P extends Place>(list: readonly P[]): readonly P[] {
  const { scopes } = useMe();
  return list.filter(
    (place) => place.scopes.length === 0 || place.scopes.some((scope) => scopes.includes(scope)),
  );
}

/** Pages that are not this console's own; only those that exist for this person. */
export function useOutsidePlaces() {
  const { kind } = useMe();
  const queues = useMay("queues:operate") || kind === "user";
  const sandbox = useSandbox();
  return [
    ...(queues ? [{ href: "/queues", label: "Queues", icon: IconStack2 }] : []),
    ...(sandbox ? [{ href: sandboxPage, label: "Sandbox", icon: IconFlask }] : []),
  ];
}
