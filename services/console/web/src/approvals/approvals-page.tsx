/** The approver's inbox: what waits for a decision, and what was decided. */
import { Group, Tabs } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { later } from "../ui/later.tsx";
import { Page } from "../ui/page.tsx";
import { DecidedLoading } from "./decided-loading.tsx";
import { Inbox } from "./inbox.tsx";
import { ShortcutsHelp } from "./shortcuts-help.tsx";
import { usePendingCount } from "./use-pending-count.ts";
import { useShortcutChoice } from "./use-shortcut-choice.ts";

const DecidedList = later(() => import("./decided-list.tsx").then((module) => module.DecidedList), {
  meanwhile: <DecidedLoading />,
});

const route = getRouteApi("/shell/approvals");

export function ApprovalsPage() {
  const { tab = "pending", approval, outcome } = route.useSearch();
  const navigate = route.useNavigate();
  const count = usePendingCount();
  const choice = useShortcutChoice();

  return (
    <Page
      title="Approvals"
      tab={count ? `(${count}) Approvals` : "Approvals"}
      lead="What you see is exactly what is sent, once you say yes."
    >
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(value) =>
          void navigate({
            search: value === "decided" ? { tab: "decided" } : {},
            resetScroll: false,
          })
        }
      >
        <Group justify="space-between" wrap="nowrap" gap="sm" mb="md">
          <Tabs.List flex={1}>
            <Tabs.Tab value="pending">Pending{count ? ` (${count})` : ""}</Tabs.Tab>
            <Tabs.Tab value="decided">Decided</Tabs.Tab>
          </Tabs.List>
          <ShortcutsHelp {...choice} />
        </Group>
        <Tabs.Panel value="pending">
          <Inbox selected={approval} shortcuts={choice.enabled} />
        </Tabs.Panel>
        <Tabs.Panel value="decided">
          <DecidedList outcome={outcome} selected={approval} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
