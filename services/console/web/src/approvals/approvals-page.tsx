/** The approver's inbox: what waits for a decision, and what was decided. */
import { Group, Tabs } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { Page } from "../ui/page.tsx";
import { DecidedList } from "./decided-list.tsx";
import { Inbox } from "./inbox.tsx";
import { ShortcutsHelp } from "./shortcuts-help.tsx";
import { countWords, usePendingApprovals } from "./use-pending-approvals.ts";
import { useShortcutChoice } from "./use-shortcut-choice.ts";

const route = getRouteApi("/shell/approvals");

export function ApprovalsPage() {
  const { tab = "pending", approval } = route.useSearch();
  const navigate = route.useNavigate();
  const { count } = usePendingApprovals();
  const choice = useShortcutChoice();
  const pending = countWords(count);

  return (
    <Page
      title="Approvals"
      tab={count.shown === 0 ? "Approvals" : `(${pending}) Approvals`}
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
            <Tabs.Tab value="pending">Pending{count.shown === 0 ? "" : ` (${pending})`}</Tabs.Tab>
            <Tabs.Tab value="decided">Decided</Tabs.Tab>
          </Tabs.List>
          <ShortcutsHelp {...choice} />
        </Group>
        <Tabs.Panel value="pending">
          <Inbox selected={approval} shortcuts={choice.enabled} />
        </Tabs.Panel>
        <Tabs.Panel value="decided">
          <DecidedList selected={approval} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
