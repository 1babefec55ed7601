/** Switches the example Sidekick on and off. */
import {
  Alert,
  Badge,
  Button,
  Group,
  PasswordInput,
  Stack,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, type SidekickStatus } from "./api.ts";

export function SidekickPanel() {
  const status = useQuery({ queryKey: ["sidekick"], queryFn: api.sidekick });
  const running = status.data?.running ?? false;
  return (
    <Stack p="md" gap="md">
      <div>
        <Group justify="space-between">
          <Title order={2} size="h5">
            Example Sidekick
          </Title>
          <Badge color={running ? "teal" : "gray"} variant="light" data-testid="sidekick-state">
            {running ? "On" : "Off"}
          </Badge>
        </Group>
        <Text size="sm" c="dimmed" mt={4}>
          A small agent that reads new messages through the API and asks to send an answer to each.
          Its answers wait under Approvals until a person lets them go.
        </Text>
      </div>
      {status.data && running ? <Running status={status.data} /> : <StartForm />}
    </Stack>
  );
}

function Running({ status }: { status: SidekickStatus }) {
  const queries = useQueryClient();
  const stop = useMutation({
    mutationFn: api.stopSidekick,
    onSuccess: () => queries.invalidateQueries({ queryKey: ["sidekick"] }),
  });
  return (
    <Stack gap="sm">
      <Text size="sm">
        It listens and has asked to send <strong>{status.asked}</strong>{" "}
        {status.asked === 1 ? "answer" : "answers"} so far.
      </Text>
      {status.lastError && (
        <Alert color="red" title="It has trouble">
          {status.lastError}
        </Alert>
      )}
      <Button variant="default" loading={stop.isPending} onClick={() => stop.mutate()}>
        Switch off
      </Button>
    </Stack>
  );
}

function StartForm() {
  const queries = useQueryClient();
  const [apiKey, setApiKey] = useState("");
  const [baseUrl, setBaseUrl] = useState(window.location.origin);
  const start = useMutation({
    mutationFn: api.startSidekick,
    async onSuccess() {
      setApiKey("");
      await queries.invalidateQueries({ queryKey: ["sidekick"] });
    },
  });
  function submit(event: FormEvent): void {
    event.preventDefault();
    start.mutate({ baseUrl, apiKey });
  }
  return (
    <form onSubmit={submit} aria-label="Example Sidekick">
      <Stack gap="xs">
        <PasswordInput
          label="API key"
          description="Printed at the first start; stays in memory only"
          placeholder="lf_…"
          required
          withAsterisk={false}
          autoComplete="off"
          value={apiKey}
          visibilityToggleButtonProps={{ "aria-label": "Show the API key" }}
          onChange={(event) => setApiKey(event.currentTarget.value)}
        />
        <TextInput
          label="Address of the API"
          type="url"
          required
          withAsterisk={false}
          value={baseUrl}
          onChange={(event) => setBaseUrl(event.currentTarget.value)}
        />
        {start.error && (
          <Alert color="red" role="alert">
            {start.error.message}
          </Alert>
        )}
        <Button type="submit" loading={start.isPending}>
          Switch on
        </Button>
      </Stack>
    </form>
  );
}
