/** The API's pages at /docs in a real browser: shown whole, from here alone, under the console's content policy. */
import { openApiDocument } from "@lumenflow/api";
import { createLogger, httpServer } from "@lumenflow/runtime";
import express from "express";
import { expect, onTestFinished, test } from "vitest";
import { docsPages } from "../../services/console/src/docs.ts";
import { securityHeaders } from "../../services/console/src/security-headers.ts";
import { describeWith } from "../harness/index.ts";
import { openBrowser } from "./setup/browser.ts";

describeWith("chromium", "the API's pages", () => {
  test("show every operation, load nothing from elsewhere and need no exception of the policy", async () => {
    const app = express();
    app.use(securityHeaders({ https: false }));
    const document = openApiDocument("1.2.3");
    app.get("/api/v1/openapi.json", (_req, res) => void res.json(document));
    app.use(docsPages());
    const server = httpServer({
      ...{ name: "docs", host: "127.0.0.1", port: 0 },
      logger: createLogger({ name: "test", level: "silent" }),
      handler: (req, res) => app(req as express.Request, res as express.Response),
    });
    await server.start();
    onTestFinished(() => server.stop());

    const { visit } = await openBrowser();
    const { page, complaints } = await visit(1_280, 900);
    const opened = await page.goto(`http://127.0.0.1:${server.address().port}/docs`);
    expect(opened?.headers()["content-security-policy"]).toContain("script-src 'self'");
    await page.getByRole("heading", { name: /LumenFlow Telegram/ }).waitFor();
    const operations = Object.values(document.paths ?? {}).flatMap(Object.keys);
    await page
      .locator(".opblock")
      .nth(operations.length - 1)
      .waitFor();
    await page.getByText("Ask to send a message").click();
    await page.getByText("Idempotency-Key").first().waitFor();
    expect(complaints).toEqual([]);
  });
});
