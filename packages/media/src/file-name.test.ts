import { expect, test } from "vitest";
import { cleanFileName, nameOfUrl } from "./file-name.ts";

test.each([
  ["invoice.pdf", "invoice.pdf"],
  ["Übersicht März.pdf", "Übersicht März.pdf"],
  ["../../etc/passwd", "passwd"],
  ["C:\\files\\a.txt", "a.txt"],
  ['a"b<c>.txt', "abc.txt"],
  ["a\r\nX-Header: b.txt", "aX-Header b.txt"],
  ["gpj.\u202etxt", "gpj.txt"],
  ["...hidden", "hidden"],
  ["  ", "file"],
  ["a\ud800b", "a\ufffdb"],
  ["👍".repeat(200), "👍".repeat(120)],
])("%j becomes %j", (given, name) => {
  expect(cleanFileName(given)).toBe(name);
});

test.each([
  ["https://a.example/b/cat.jpg?x=1", "cat.jpg"],
  ["https://a.example/%C3%A4.png", "ä.png"],
  ["https://a.example/a%2Fb.png", "b.png"],
  ["https://a.example/%zz", "%zz"],
  ["https://a.example/", "file"],
])("%s is called %s", (url, name) => {
  expect(nameOfUrl(new URL(url))).toBe(name);
});
