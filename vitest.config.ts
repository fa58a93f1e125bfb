import { defineConfig } from "vitest/config"

export default defineConfig({
  test: { projects: ["{packages,packages/providers,apps,tooling,examples}/*/vitest.config.ts"] },
})
