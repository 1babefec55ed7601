/** Mantine's buttons and anchors as links of the router. */
import { Anchor, type AnchorProps, Button, type ButtonProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, Ref } from "react";

type NativeAnchor = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof ButtonProps | "color">;

export const ButtonLink = createLink(
  ({ ref, ...props }: ButtonProps & NativeAnchor & { ref?: Ref<HTMLAnchorElement> }) => (
    <Button component="a" ref={ref} {...props} />
  ),
);

type NativeText = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof AnchorProps | "color">;

export const TextLink = createLink(
  ({ ref, ...props }: AnchorProps & NativeText & { ref?: Ref<HTMLAnchorElement> }) => (
    <Anchor ref={ref} {...props} />
  ),
);
