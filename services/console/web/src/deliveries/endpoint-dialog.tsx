/** Makes an endpoint, or changes one; a new one's secret is shown once, right here. */
import {
  Alert,
  Button,
  Checkbox,
  Code,
  Modal,
  Select,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconKey } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { asProblem } from "../api/api-problem.ts";
import { connectionsQuery } from "../api/connections.ts";
import type { Endpoint, EndpointEvent } from "../api/contract.ts";
import { changeEndpoint, createEndpoint } from "../api/endpoints.ts";
import { CopyText } from "../ui/copy-text.tsx";
import { DialogForm } from "../ui/dialog-form.tsx";
import { Ends } from "../ui/ends.tsx";
import classes from "./endpoints-page.module.css";
import { eventTypes, eventWords } from "./event-words.ts";

interface EndpointDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  /** Without one, a new one is made. */
  readonly endpoint?: Endpoint | undefined;
}

export function EndpointDialog({ opened, onClose, endpoint }: EndpointDialogProps) {
  const [secret, setSecret] = useState<string | null>(null);
  const close = () => {
    onClose();
    setSecret(null);
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={
        secret !== null
          ? "The endpoint's secret"
          : endpoint
            ? "Change the endpoint"
            : "Add an endpoint"
      }
      closeOnClickOutside={secret === null}
    >
      {secret === null ? (
        <EndpointForm endpoint={endpoint} onSecret={setSecret} onClose={close} />
      ) : (
        <SecretOnce secret={secret} onClose={close} />
      )}
    </Modal>
  );
}

interface EndpointFormProps {
  readonly endpoint: Endpoint | undefined;
  readonly onSecret: (secret: string) => void;
  readonly onClose: () => void;
}

const everyBot = "every";

function EndpointForm({ endpoint, onSecret, onClose }: EndpointFormProps) {
  const queryClient = useQueryClient();
  const [url, setUrl] = useState(endpoint?.url ?? "");
  const [description, setDescription] = useState(endpoint?.description ?? "");
  const [events, setEvents] = useState<EndpointEvent[]>([...(endpoint?.events ?? eventTypes)]);
  const [bot, setBot] = useState(endpoint?.connectionId ?? everyBot);
  const connections = useQuery(connectionsQuery({ disconnected: false })).data?.data ?? [];
  const save = useMutation({
    async mutationFn() {
      const connectionId = bot === everyBot ? null : bot;
      if (endpoint !== undefined) {
        await changeEndpoint(endpoint.id, {
          ...{ url, events, connectionId, description: description === "" ? null : description },
        });
        return null;
      }
      const made = await createEndpoint({
        ...{ url, events },
        ...(connectionId !== null && { connectionId }),
        ...(description !== "" && { description }),
      });
      return made.secret;
    },
    onSuccess(secret) {
      if (secret !== null) return onSecret(secret);
      notifications.show({ color: "green", message: "Changed." });
      onClose();
    },
    onSettled: () => void queryClient.invalidateQueries({ queryKey: ["endpoints"] }),
  });
  const faults = save.isError ? asProblem(save.error).errors : [];
  const faultOf = (path: string) => faults.find((fault) => fault.path === path)?.message;

  return (
    <DialogForm
      act={endpoint === undefined ? "Add" : "Save"}
      busy={save.isPending}
      disabled={events.length === 0}
      error={faults.length === 0 ? save.error : null}
      onAct={() => save.mutate()}
      onLeave={onClose}
    >
      <TextInput
        label="URL"
        description="http or https; values in its query are masked afterwards"
        placeholder="https://sidekick.example.com/telegram"
        type="url"
        required
        withAsterisk={false}
        value={url}
        onChange={({ currentTarget }) => setUrl(currentTarget.value)}
        error={faultOf("url")}
        data-autofocus
      />
      <TextInput
        label="What it is (optional)"
        placeholder="Sidekick"
        maxLength={500}
        value={description}
        onChange={({ currentTarget }) => setDescription(currentTarget.value)}
      />
      <Checkbox.Group
        label="Told of"
        value={events}
        onChange={(chosen) => setEvents(eventTypes.filter((type) => chosen.includes(type)))}
        error={faultOf("events")}
      >
        <Stack gap="xs" mt="xs">
          {eventTypes.map((type) => (
            <Checkbox
              key={type}
              value={type}
              label={eventWords[type].label}
              description={eventWords[type].sentence}
            />
          ))}
        </Stack>
      </Checkbox.Group>
      <Select
        label="Of"
        data={[
          { value: everyBot, label: "Every bot" },
          ...connections.map(({ id, bot: { username } }) => ({
            value: id,
            label: `@${username}`,
          })),
        ]}
        value={bot}
        onChange={(value) => setBot(value ?? everyBot)}
        allowDeselect={false}
      />
    </DialogForm>
  );
}

/** It is answered once and never again. */
export function SecretOnce({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <Stack gap="md">
      <Alert color="yellow" icon={<IconKey />}>
        <Text size="sm">
          Shown this once. The receiver verifies with it that an event is ours, by the Standard
          Webhooks scheme.
        </Text>
      </Alert>
      <Code block className={classes.url}>
        {secret}
      </Code>
      <Ends>
        <CopyText text={secret} />
        <Button onClick={onClose}>I have kept it</Button>
      </Ends>
    </Stack>
  );
}
