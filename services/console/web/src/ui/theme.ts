/** Colours, type and defaults of every page; contrast is at least WCAG AA in both schemes. */
import {
  Alert,
  Anchor,
  Avatar,
  Badge,
  type CSSVariablesResolver,
  createTheme,
  type DrawerProps,
  type MantineColorsTuple,
  type ModalProps,
  type NotificationProps,
  Paper,
  type TooltipProps,
} from "@mantine/core";
import alertClasses from "./alert.module.css";
import dialogClasses from "./dialog.module.css";

const lumen: MantineColorsTuple = [
  "#eef2ff",
  "#dfe5fb",
  "#bdc9f3",
  "#99abec",
  "#7b91e6",
  "#6780e2",
  "#5570dd",
  "#4460cf",
  "#3552c8",
  "#2a43a8",
];

/** Slate instead of Mantine's neutral grey. */
const dark: MantineColorsTuple = [
  "#d3d8e2",
  "#b6bdca",
  "#98a1b2",
  "#6e7788",
  "#414959",
  "#2f3644",
  "#222834",
  "#171b24",
  "#11151c",
  "#0c0f15",
];

/** Of Mantine's colours, those whose initials are readable in both schemes. */
const readableInitials = ["blue", "indigo", "violet", "grape", "pink"];

/** A dialog's header is no second banner of the page. */
const noBanner = { header: { role: "presentation" } };

/** Named alone: whoever needs one fetches it, and not everybody for its description. */
const fetchedLater = {
  Drawer: {
    classNames: { title: dialogClasses.title },
    defaultProps: {
      closeButtonProps: { "aria-label": "Close" },
      attributes: noBanner,
    } satisfies Partial<DrawerProps>,
  },
  Modal: {
    classNames: { title: dialogClasses.title },
    defaultProps: {
      centered: true,
      radius: "lg",
      closeButtonProps: { "aria-label": "Close" },
      attributes: noBanner,
    } satisfies Partial<ModalProps>,
  },
  Notification: {
    defaultProps: {
      closeButtonProps: { "aria-label": "Close" },
    } satisfies Partial<NotificationProps>,
  },
  Tooltip: {
    defaultProps: { withArrow: true, multiline: true } satisfies Partial<TooltipProps>,
  },
};

export const theme = createTheme({
  colors: { lumen, dark },
  primaryColor: "lumen",
  primaryShade: { light: 8, dark: 8 },
  autoContrast: true,
  respectReducedMotion: true,
  defaultRadius: "md",
  cursorType: "pointer",
  headings: { fontWeight: "650" },
  fontFamily:
    '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, Ubuntu, Cantarell, "Helvetica Neue", Arial, sans-serif',
  components: {
    Alert: Alert.extend({
      classNames: {
        root: alertClasses.root,
        title: alertClasses.title,
        message: alertClasses.message,
      },
      vars: (_theme, { color = "lumen" }) => ({
        root: { "--alert-color": `var(--mantine-color-${color}-outline)` },
      }),
    }),
    Anchor: Anchor.extend({ defaultProps: { underline: "always" } }),
    Avatar: Avatar.extend({ defaultProps: { allowedInitialsColors: readableInitials } }),
    Badge: Badge.extend({ defaultProps: { tt: "none" } }),
    Paper: Paper.extend({ defaultProps: { radius: "lg" } }),
    ...fetchedLater,
  },
});

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#596273",
    "--mantine-color-error": "#c92a2a",
    "--mantine-color-placeholder": "#6b7485",
    "--lf-canvas": "#f5f6f9",
    "--lf-surface": "#ffffff",
    "--lf-line": "#e2e5ec",
  },
  dark: {
    "--mantine-color-dimmed": "#a3acbc",
    "--mantine-color-error": "#ff8787",
    "--mantine-color-anchor": "var(--mantine-color-lumen-3)",
    "--mantine-color-placeholder": "#8a93a4",
    "--lf-canvas": "#11151c",
    "--lf-surface": "#171b24",
    "--lf-line": "#2a303d",
  },
});
