/** How a bot sends: its pace, what becomes of doubts, and after how long a stop a person is asked. */
import { Button, Group, Modal, NumberInput, Select, Switch, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconAdjustments } from "@tabler/icons-react";
import { useState } from "react";
import { asProblem } from "../api/api-problem.ts";
import { changeConnection } from "../api/connections.ts";
import type { BodyOf, Connection } from "../api/contract.ts";
import { DialogForm } from "../ui/dialog-form.tsx";
import { Facts } from "../ui/facts.tsx";
import { doubtWords, hoursOf, secondsOf } from "./sending-words.ts";
import { useConnectionAction } from "./use-connection-action.ts";

interface SendingPanelProps {
  readonly connection: Connection;
  readonly mayManage: boolean;
}

export function SendingPanel({ connection, mayManage }: SendingPanelProps) {
  const { pacing, doubtPolicy, paidBroadcast, backlogAsksAfter } = connection;
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Group justify="space-between" mb="sm" gap="sm">
        <Title order={2} size="h4">
          Sending
        </Title>
        {mayManage && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconAdjustments size={16} />}
            onClick={open}
          >
            Change
          </Button>
        )}
      </Group>
      <Facts
        facts={[
          [
            "Pace",
            `${pacing.botPerSecond} a second, ${pacing.chatPerSecond} in one chat, ${pacing.groupPerMinute} a minute in a group`,
          ],
          ["In doubt", doubtWords[doubtPolicy].sentence],
          [
            "After a stop",
            backlogAsksAfter === null
              ? "What waited goes out without asking."
              : `A person is asked about what waited longer than ${hoursOf(backlogAsksAfter)} h.`,
          ],
          [
            "Paid broadcasts",
            paidBroadcast
              ? `Allowed: up to ${pacing.paidPerSecond} a second, for 0.1 Star each.`
              : "Off: no message costs Stars.",
          ],
        ]}
      />
      <Modal opened={opened} onClose={close} title="How this bot sends">
        <SendingForm connection={connection} onClose={close} />
      </Modal>
    </>
  );
}

type Settings = BodyOf<"changeConnection">;

function SendingForm({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const { id, pacing, doubtPolicy, paidBroadcast, backlogAsksAfter } = connection;
  const [pace, setPace] = useState<Record<keyof typeof pacing, number | string>>(pacing);
  const [doubt, setDoubt] = useState(doubtPolicy);
  const [paid, setPaid] = useState(paidBroadcast);
  const [asksAfter, setAsksAfter] = useState<number | string>(
    backlogAsksAfter === null ? "" : hoursOf(backlogAsksAfter),
  );
  const save = useConnectionAction((body: Settings) => changeConnection(id, body), {
    onSuccess() {
      notifications.show({ color: "green", message: "Changed. It counts within a second." });
      onClose();
    },
  });
  const faults = save.isError ? asProblem(save.error).errors : [];
  const faultOf = (path: string) => faults.find((fault) => fault.path === path)?.message;
  const paceField = (name: keyof typeof pacing, label: string, description: string, step = 1) => (
    <NumberInput
      label={label}
      description={description}
      value={pace[name]}
      onChange={(value) => setPace({ ...pace, [name]: value })}
      min={0}
      step={step}
      error={faultOf(`pacing.${name}`)}
    />
  );

  function change() {
    // An empty field is Telegram's own bound again.
    const given = (value: number | string) => (typeof value === "number" ? value : null);
    save.mutate({
      pacing: {
        botPerSecond: given(pace.botPerSecond),
        chatPerSecond: given(pace.chatPerSecond),
        groupPerMinute: given(pace.groupPerMinute),
        paidPerSecond: given(pace.paidPerSecond),
      },
      doubtPolicy: doubt,
      paidBroadcast: paid,
      backlogAsksAfter: typeof asksAfter === "number" ? secondsOf(asksAfter) : null,
    });
  }
  return (
    <DialogForm
      act="Save"
      busy={save.isPending}
      error={faults.length === 0 ? save.error : null}
      onAct={change}
      onLeave={onClose}
    >
      {paceField("botPerSecond", "Messages a second", "Over all chats; Telegram allows 30")}
      {paceField("chatPerSecond", "A second in one chat", "Telegram's advice is 1", 0.1)}
      {paceField("groupPerMinute", "A minute in one group", "Telegram allows 20")}
      <Select
        label="A message of which nobody knows whether it arrived"
        data={Object.entries(doubtWords).map(([value, { label }]) => ({ value, label }))}
        value={doubt}
        onChange={(value) => setDoubt((value as Connection["doubtPolicy"] | null) ?? doubt)}
        allowDeselect={false}
      />
      <Text size="xs" c="dimmed" mt={-8}>
        {doubtWords[doubt].sentence}
      </Text>
      <NumberInput
        label="Ask a person about what waited longer than (hours)"
        description="Empty: never"
        value={asksAfter}
        onChange={setAsksAfter}
        min={0}
        error={faultOf("backlogAsksAfter")}
      />
      <Switch
        label="Messages may cost Stars (paid broadcasts)"
        checked={paid}
        onChange={({ currentTarget }) => setPaid(currentTarget.checked)}
      />
      {paid && paceField("paidPerSecond", "Paid ones a second", "At most 1000")}
    </DialogForm>
  );
}
