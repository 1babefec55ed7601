/** Shown for an address that leads nowhere. */
import { IconMapOff } from "@tabler/icons-react";
import { ButtonLink } from "../ui/link.tsx";
import { Nothing } from "../ui/nothing.tsx";
import { Page } from "../ui/page.tsx";

export function AddressUnknown() {
  return (
    <Page title="Not found">
      <Nothing
        icon={<IconMapOff />}
        title="There is nothing at this address"
        actions={<ButtonLink to="/approvals">Go to approvals</ButtonLink>}
      >
        The link may be mistyped, or what it led to is gone.
      </Nothing>
    </Page>
  );
}
