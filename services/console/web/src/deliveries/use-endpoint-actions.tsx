/** What can be done to an endpoint, with the dialogs that ask before. */
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { Endpoint } from "../api/contract.ts";
import {
  deleteEndpoint,
  disableEndpoint,
  enableEndpoint,
  rotateEndpointSecret,
  testEndpoint,
} from "../api/endpoints.ts";
import { Failure } from "../ui/failure.tsx";
import { EndpointDialog, SecretOnce } from "./endpoint-dialog.tsx";

export interface EndpointActions {
  readonly test: () => void;
  readonly testing: boolean;
  readonly toggle: () => void;
  readonly switching: boolean;
  readonly change: () => void;
  readonly rotate: () => void;
  readonly remove: () => void;
  readonly failure: ReactNode;
  readonly dialogs: ReactNode;
}

type Asked = "change" | "rotate" | "remove" | null;

export function useEndpointActions(endpoint: Endpoint): EndpointActions {
  const { id, enabled } = endpoint;
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<Asked>(null);
  const readAgain = () => {
    void queryClient.invalidateQueries({ queryKey: ["endpoints"] });
    void queryClient.invalidateQueries({ queryKey: ["deliveries"] });
  };
  const test = useMutation({
    mutationFn: () => testEndpoint(id),
    onSuccess: () => notifications.show({ message: "A test is on its way: see the log." }),
    onSettled: readAgain,
  });
  const toggle = useMutation({
    mutationFn: () => (enabled ? disableEndpoint(id) : enableEndpoint(id)),
    onSettled: readAgain,
  });
  const rotate = useMutation({ mutationFn: () => rotateEndpointSecret(id), onSettled: readAgain });
  const remove = useMutation({
    mutationFn: () => deleteEndpoint(id),
    async onSuccess() {
      notifications.show({ message: "The endpoint is deleted." });
      await navigate({ to: "/deliveries" });
    },
    onSettled: readAgain,
  });
  const close = () => {
    setAsked(null);
    rotate.reset();
    remove.reset();
  };
  const failed = test.error ?? toggle.error;
  const secret = rotate.data?.secret;
  return {
    test: () => test.mutate(),
    testing: test.isPending,
    toggle: () => toggle.mutate(),
    switching: toggle.isPending,
    change: () => setAsked("change"),
    rotate: () => setAsked("rotate"),
    remove: () => setAsked("remove"),
    failure: failed && <Failure error={failed} />,
    dialogs: (
      <>
        <EndpointDialog opened={asked === "change"} onClose={close} endpoint={endpoint} />
        <Modal
          opened={asked === "rotate"}
          onClose={close}
          title={secret === undefined ? "Make a new secret?" : "The endpoint's secret"}
          closeOnClickOutside={secret === undefined}
        >
          {secret === undefined ? (
            <Ask
              words="For 24 hours the old one signs as well, so that the receiver can change over in peace."
              label="Make a new one"
              busy={rotate.isPending}
              error={rotate.error}
              onYes={() => rotate.mutate()}
              onNo={close}
            />
          ) : (
            <SecretOnce secret={secret} onClose={close} />
          )}
        </Modal>
        <Modal opened={asked === "remove"} onClose={close} title="Delete this endpoint?">
          <Ask
            words="Its log goes with it, and what waits is not delivered. Programs can still read what happened by the API."
            label="Delete"
            color="red"
            busy={remove.isPending}
            error={remove.error}
            onYes={() => remove.mutate()}
            onNo={close}
          />
        </Modal>
      </>
    ),
  };
}

interface AskProps {
  readonly words: string;
  readonly label: string;
  readonly color?: string;
  readonly busy: boolean;
  readonly error: unknown;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

function Ask({ words, label, color, busy, error, onYes, onNo }: AskProps) {
  return (
    <Stack gap="md">
      <Text size="sm">{words}</Text>
      {error !== null && <Failure error={error} />}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onNo}>
          Cancel
        </Button>
        <Button loading={busy} onClick={onYes} {...(color !== undefined && { color })}>
          {label}
        </Button>
      </Group>
    </Stack>
  );
}
