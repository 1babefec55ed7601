/** Writes every asset's compressed twins beside it, once at build time and as small as it gets. */
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

const text = /\.(js|css|svg|json)$/;
/** Below it, headers outweigh what is saved. */
const worthBytes = 1_024;

export function precompress(): Plugin {
  return {
    name: "precompress",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        for (const [fileName, made] of Object.entries(bundle)) {
          const content = Buffer.from(made.type === "chunk" ? made.code : made.source);
          if (!text.test(fileName) || content.length < worthBytes) continue;
          this.emitFile({ type: "asset", fileName: `${fileName}.br`, source: brotli(content) });
          this.emitFile({
            type: "asset",
            fileName: `${fileName}.gz`,
            source: gzipSync(content, { level: 9 }),
          });
        }
      },
    },
  };
}

function brotli(content: Buffer): Buffer {
  return brotliCompressSync(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });
}
