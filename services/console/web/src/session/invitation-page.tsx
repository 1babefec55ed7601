/** Where an invitation's link leads: says what it is for, and lets its bearer in. */
import {
  Button,
  Paper,
  PasswordInput,
  Skeleton,
  Stack,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { IconLinkOff } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { actIn } from "../api/account.ts";
import { ApiProblem } from "../api/api-problem.ts";
import { signIn } from "../api/auth.ts";
import type { AnswerOf } from "../api/contract.ts";
import { acceptInvitation, lookAtInvitation } from "../api/people.ts";
import { roleChoices } from "../people/role-choices.ts";
import { Wordmark } from "../shell/wordmark.tsx";
import { Failure } from "../ui/failure.tsx";
import { ButtonLink } from "../ui/link.tsx";
import { Loading } from "../ui/loading.tsx";
import { Nothing } from "../ui/nothing.tsx";
import classes from "./sign-in-page.module.css";
import { joinWords } from "./sign-in-words.ts";

/** The token stands behind the #, so no server has seen it on its way here. */
export function InvitationPage() {
  useDocumentTitle("Invitation · LumenFlow");
  const [token] = useState(() => location.hash.slice(1));
  const seen = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => lookAtInvitation(token),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <main className={classes.page}>
      <div className={classes.column}>
        <Wordmark size="lg" />
        {seen.data !== undefined ? (
          <Paper withBorder p={{ base: "lg", xs: "xl" }} className={classes.card}>
            <JoinForm token={token} invitation={seen.data} />
          </Paper>
        ) : seen.isError ? (
          <Refused error={seen.error} onRetry={() => void seen.refetch()} />
        ) : (
          <Loading label="Looking at the invitation" className={classes.card}>
            <Skeleton height={320} radius="lg" />
          </Loading>
        )}
      </div>
    </main>
  );
}

function Refused({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const over = error instanceof ApiProblem && (error.status === 404 || error.status === 409);
  if (!over) return <Failure error={error} onRetry={onRetry} />;
  return (
    <Nothing
      icon={<IconLinkOff size={28} />}
      title="This link lets nobody in"
      actions={<ButtonLink to="/sign-in">Sign in</ButtonLink>}
    >
      {error.message}
    </Nothing>
  );
}

const notYet = { twoFactorRedirect: true };

interface JoinFormProps {
  readonly token: string;
  readonly invitation: AnswerOf<"lookAtInvitation">;
}

function JoinForm({ token, invitation }: JoinFormProps) {
  const { workspace, email, role, known, passwordLength } = invitation;
  const router = useRouter();
  const queryClient = useQueryClient();
  const join = useMutation({
    async mutationFn({ name, password }: { name: string | undefined; password: string }) {
      const joined = await acceptInvitation({ token, name, password });
      // They have joined, whatever comes now; where a code is awaited the sign-in page asks for it.
      const { twoFactorRedirect } = await signIn({ email, password }).catch(() => notYet);
      if (twoFactorRedirect === true) return "/sign-in";
      await actIn(joined.workspace.id);
      return "/";
    },
    onSuccess: (path) => {
      queryClient.clear();
      router.history.replace(path);
    },
  });

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const name = form.get("name");
    join.mutate({
      name: name === null ? undefined : String(name).trim(),
      password: String(form.get("password")),
    });
  }

  const choice = roleChoices.find(({ value }) => value === role);
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <div>
          <Title order={1} size="h2">
            Join {workspace.name}
          </Title>
          <Text size="sm" c="dimmed" mt={4}>
            You are invited as <b>{choice?.label.toLowerCase()}</b>. {choice?.description}
          </Text>
        </div>
        {join.isError && <Failure error={join.error} title={joinWords(join.error)} />}
        <TextInput
          label="E-mail"
          name="email"
          type="email"
          value={email}
          autoComplete="username"
          readOnly
          variant="filled"
          size="md"
        />
        {!known && (
          <TextInput
            label="Your name"
            description="As others see it beside what you decide."
            name="name"
            autoComplete="name"
            maxLength={100}
            pattern=".*\S.*"
            required
            withAsterisk={false}
            size="md"
            autoFocus
          />
        )}
        <PasswordInput
          label="Password"
          description={
            known
              ? "The one that this e-mail signs in with here."
              : `At least ${passwordLength.least} characters. A few words are easier to keep than a few signs.`
          }
          name="password"
          autoComplete={known ? "current-password" : "new-password"}
          required
          withAsterisk={false}
          size="md"
          {...(!known && { minLength: passwordLength.least, maxLength: passwordLength.most })}
          autoFocus={known}
          visibilityToggleButtonProps={{ "aria-label": "Show or hide the password" }}
        />
        <Button type="submit" size="md" mt="xs" loading={join.isPending}>
          Join
        </Button>
      </Stack>
    </form>
  );
}
