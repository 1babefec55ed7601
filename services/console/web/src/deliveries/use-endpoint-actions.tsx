/** What can be done to an endpoint, with the dialogs that ask before. */
import { Modal, Text } from "@mantine/core";
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
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { DialogForm } from "../ui/dialog-form.tsx";
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

const removal = {
  question: "Delete this endpoint?",
  consequence:
    "Its log goes with it, and what waits is not delivered. Programs can still read what happened by the API.",
  act: "Delete",
};

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
            <DialogForm
              act="Make a new one"
              busy={rotate.isPending}
              error={rotate.error}
              onAct={() => rotate.mutate()}
              onLeave={close}
            >
              <Text size="sm">
                For 24 hours the old one signs as well, so that the receiver can change over in
                peace.
              </Text>
            </DialogForm>
          ) : (
            <SecretOnce secret={secret} onClose={close} />
          )}
        </Modal>
        <ConfirmDialog
          words={asked === "remove" ? removal : null}
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate()}
          onClose={close}
        />
      </>
    ),
  };
}
