/** Shows formatted text as React elements: whatever stood in it, it is never parsed as HTML. */
import { Fragment, type ReactNode } from "react";
import classes from "./formatted-text.module.css";
import type { Mark, Node } from "./nodes.ts";

export function FormattedText({ nodes }: { nodes: readonly Node[] }) {
  return nodes.map((node, index) => (
    <Fragment key={index}>
      {typeof node === "string" ? textAfter(nodes[index - 1], node) : <Element node={node} />}
    </Fragment>
  ));
}

/** Quotes and blocks of code end their line themselves: the newline after them would be one too many. */
function textAfter(before: Node | undefined, text: string): string {
  const block = typeof before === "object" && /pre|quote/i.test(before.kind);
  return block && text.startsWith("\n") ? text.slice(1) : text;
}

function Element({ node }: { node: Exclude<Node, string> }) {
  const inside = <FormattedText nodes={node.children} />;
  switch (node.kind) {
    case "link":
      return <Link url={node.url}>{inside}</Link>;
    case "pre":
      return (
        <pre className={classes.pre}>
          {node.language && <span className={classes.language}>{node.language}</span>}
          <code>{inside}</code>
        </pre>
      );
    case "code":
      return <code className={classes.code}>{inside}</code>;
    default:
      return elements[node.kind](inside);
  }
}

const elements: Record<Mark, (inside: ReactNode) => ReactNode> = {
  bold: (inside) => <strong>{inside}</strong>,
  italic: (inside) => <em>{inside}</em>,
  underline: (inside) => <u>{inside}</u>,
  strike: (inside) => <s>{inside}</s>,
  // Telegram hides it until it is tapped; who approves has to read it.
  spoiler: (inside) => <span className={classes.spoiler}>{inside}</span>,
  emoji: (inside) => inside,
  quote: (inside) => <blockquote className={classes.quote}>{inside}</blockquote>,
  expandableQuote: (inside) => <blockquote className={classes.quote}>{inside}</blockquote>,
};

const openable = /^(https?|tg|mailto|tel):/i;

/** A link of any other scheme, such as javascript:, is shown but leads nowhere. */
function Link({ url, children }: { url: string; children: ReactNode }) {
  const href = /^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `https://${url}`;
  if (!openable.test(href)) return <u>{children}</u>;
  return (
    <a href={href} title={url} target="_blank" rel="noopener noreferrer" className={classes.link}>
      {children}
    </a>
  );
}
