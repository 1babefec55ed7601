/** Shows the OpenAPI document as pages at `/docs`: the viewer's files come from its package, nothing from elsewhere. */
/// <reference path="./swagger-ui-dist.d.ts" />
import { basePath, otherMethods } from "@lumenflow/api";
import express from "express";
import folderOfViewer from "swagger-ui-dist/absolute-path.js";

const path = "/docs";

/** What of the package is served: the rest is maps and other builds. */
const files = ["swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"] as const;

/** Script and style are files of ours, so that the content policy needs no exception. */
const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="robots" content="noindex" />
    <title>LumenFlow Telegram API</title>
    <link rel="icon" href="${path}/favicon-32x32.png" type="image/png" />
    <link rel="stylesheet" href="${path}/swagger-ui.css" />
    <script src="${path}/swagger-ui-bundle.js" defer></script>
    <script src="${path}/start.js" defer></script>
  </head>
  <body>
    <noscript>These pages need JavaScript; the document itself is at ${basePath}/openapi.json.</noscript>
    <main id="docs"></main>
  </body>
</html>
`;

/** Without a validator: it would send the document's address to a server of others. */
const start = `SwaggerUIBundle({
  url: ${JSON.stringify(`${basePath}/openapi.json`)},
  dom_id: "#docs",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
});
`;

export function docsPages(): express.Router {
  const router = express.Router();
  const root = folderOfViewer();
  router.get(path, (_req, res) => {
    res.type("html").setHeader("cache-control", "no-store").send(page);
  });
  router.get(`${path}/start.js`, (_req, res) => {
    res.type("text/javascript").setHeader("cache-control", "no-store").send(start);
  });
  for (const file of files) {
    router.get(`${path}/${file}`, (_req, res) => {
      res.sendFile(file, { root, maxAge: "1h" });
    });
  }
  const paths = ["", "/start.js", ...files.map((file) => `/${file}`)];
  router.all(
    paths.map((each) => path + each),
    otherMethods("GET"),
  );
  return router;
}
