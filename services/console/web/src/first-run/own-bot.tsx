/** How to get a bot of one's own from BotFather, and where its token goes. */
import { Text } from "@mantine/core";
import { IconBrandTelegram } from "@tabler/icons-react";
import { ButtonLink } from "../ui/link.tsx";
import { OutsideLink } from "../ui/outside-link.tsx";
import classes from "./connect-step.module.css";

/** `only`: there is no other way to begin. */
export function OwnBot({ only }: { readonly only: boolean }) {
  return (
    <div className={classes.way}>
      <div className={classes.head}>
        <IconBrandTelegram size={20} aria-hidden /> Your own bot
      </div>
      <ol className={classes.list}>
        <li>
          Open <OutsideLink href="https://t.me/BotFather">@BotFather</OutsideLink> in Telegram and
          send it <strong>/newbot</strong>. For a bot that you have, <strong>/mybots</strong> and
          then <em>API Token</em>.
        </li>
        <li>
          Choose a name, and a username that ends in <em>bot</em>.
        </li>
        <li>It answers with a token such as 123456789:AA…: copy it whole.</li>
      </ol>
      <Text size="sm" c="dimmed">
        Nothing is stored before Telegram has said whose token it is.
      </Text>
      <div className={classes.act}>
        <ButtonLink
          to="/settings/connections/new"
          search={{ from: "first-steps" }}
          variant={only ? "filled" : "default"}
          fullWidth
        >
          Paste the token
        </ButtonLink>
      </div>
    </div>
  );
}
