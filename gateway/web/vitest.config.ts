import { defineConfig, mergeConfig } from "vitest/config";
import base from "./vite.config";

export default mergeConfig(
  base,
  defineConfig({ test: { environment: "happy-dom", testTimeout: 60_000, include: ["src/**/*.test.{ts,tsx}"] } }),
);
