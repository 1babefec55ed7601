import { expect, test } from "vitest";
import { readMultipart } from "./multipart.ts";

const TYPE = 'multipart/form-data; boundary="--x"';

test("spaces and case of the headers do not matter", () => {
  const body = Buffer.from(
    [
      "----x",
      'content-disposition:form-data;name="chat_id"',
      "",
      "42",
      "----x",
      'Content-Disposition: form-data; name="photo"; filename="a \\"b\\".png"',
      "Content-Type: image/png",
      "",
      "\r\nbytes\r\n",
      "----x--",
      "",
    ].join("\r\n"),
  );
  const { fields, files } = readMultipart(TYPE, body);
  expect(fields).toEqual([["chat_id", "42"]]);
  expect(files).toEqual([
    {
      field: "photo",
      name: 'a "b".png',
      mimeType: "image/png",
      bytes: Buffer.from("\r\nbytes\r\n"),
    },
  ]);
});

test("an empty file and an empty field are there", () => {
  const body = Buffer.from(
    '----x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n----x\r\nContent-Disposition: form-data; name="f"; filename=""\r\n\r\n\r\n----x--',
  );
  const { fields, files } = readMultipart(TYPE, body);
  expect(fields).toEqual([["a", ""]]);
  expect(files).toMatchObject([{ field: "f", name: "", bytes: Buffer.alloc(0) }]);
});

test("what is cut off or no multipart at all gives what could be read", () => {
  const cut = Buffer.from(
    '----x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n----x\r\nCont',
  );
  expect(readMultipart(TYPE, cut).fields).toEqual([["a", "1"]]);
  expect(readMultipart("multipart/form-data", cut).fields).toEqual([]);
  expect(readMultipart(TYPE, Buffer.from("nothing")).fields).toEqual([]);
});
