import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  resolve: { alias: { "@gen": here("./src/gen/smarthub") } },
  build: {
    target: ["es2021", "chrome100", "safari15", "firefox100"],
    // The policy of the edge is script-src 'self' and style-src 'self': nothing inline, no data: URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      // Two documents, one app: a one-time link is /invitation#<token>, and what is behind '#' stays
      // out of logs. Every other page is behind '/#/', for the same reason: ids stay on the device.
      // The third is the public page: it is for whoever has no account, and loads nothing of the app.
      input: { index: here("./index.html"), invitation: here("./invitation.html"), privacy: here("./privacy.html") },
    },
  },
  css: { preprocessorOptions: { scss: { api: "modern", quietDeps: true, silenceDeprecations: ["mixed-decls"], loadPaths: [here("./node_modules")] } } },
});
