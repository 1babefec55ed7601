/** Says in one line what a request to send is about. */
import { fieldsOf, textAt } from "../telegram/fields.ts";

const kinds: Readonly<Record<string, string>> = {
  mediaGroup: "Album",
  editText: "Change of a text",
  editCaption: "Change of a caption",
  editMedia: "Change of a picture or file",
  editButtons: "Change of buttons",
  delete: "Deletion",
  purged: "Its text was purged",
};

export function contentWords(content: unknown): string {
  const fields = fieldsOf(content);
  const type = textAt(fields, "type") ?? "message";
  const words = textAt(fields, "text") ?? textAt(fields, "caption") ?? textAt(fields, "question");
  const line = (words ?? "").replaceAll(/\s+/g, " ").trim().slice(0, 300);
  if (type === "text") return line;
  const kind = kinds[type] ?? type.charAt(0).toUpperCase() + type.slice(1);
  return line === "" ? kind : `${kind}: ${line}`;
}
