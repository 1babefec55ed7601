/** The sheet behind “More” on a phone. */
import { Drawer } from "@mantine/core";
import classes from "./bottom-bar.module.css";
import { MorePlaces } from "./more-places.tsx";
import type { Place } from "./places.ts";

interface MoreSheetProps {
  readonly opened: boolean;
  readonly places: readonly Place[];
  readonly onClose: () => void;
}

export function MoreSheet({ opened, places, onClose }: MoreSheetProps) {
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="bottom"
      size="auto"
      title="More"
      classNames={{ content: classes.sheet }}
    >
      <MorePlaces places={places} onGo={onClose} />
    </Drawer>
  );
}
