/** The frame around every page: navigation beside it, or below it on a phone. */
import { Anchor, AppShell } from "@mantine/core";
import { Outlet } from "@tanstack/react-router";
import { LiveNote } from "../live/live-note.tsx";
import { LiveSign } from "../live/live-sign.tsx";
import { LiveUpdates } from "../live/live-updates.tsx";
import { BottomBar } from "./bottom-bar.tsx";
import { OwnApprovalWarning } from "./own-approval-warning.tsx";
import { PausedBanner } from "./paused-banner.tsx";
import classes from "./shell.module.css";
import { SideBar } from "./side-bar.tsx";
import { Wordmark } from "./wordmark.tsx";

export function Shell() {
  return (
    <LiveUpdates>
      <AppShell
        header={{ height: { base: 52, sm: 0 } }}
        navbar={{ width: 256, breakpoint: "sm", collapsed: { mobile: true } }}
        footer={{ height: { base: 62, sm: 0 } }}
        padding={{ base: "md", sm: "xl" }}
        classNames={{
          main: classes.main,
          navbar: classes.bar,
          header: classes.bar,
          footer: classes.footer,
        }}
      >
        <Anchor href="#content" className={classes.skip}>
          Skip to the content
        </Anchor>
        <AppShell.Header hiddenFrom="sm" px="md" className={classes.header}>
          <Wordmark />
          <LiveSign />
        </AppShell.Header>
        <AppShell.Navbar aria-label="Main" visibleFrom="sm">
          <SideBar />
        </AppShell.Navbar>
        <AppShell.Main id="content" tabIndex={-1}>
          <LiveNote />
          <OwnApprovalWarning />
          <PausedBanner />
          <Outlet />
        </AppShell.Main>
        <AppShell.Footer hiddenFrom="sm">
          <BottomBar />
        </AppShell.Footer>
      </AppShell>
    </LiveUpdates>
  );
}
