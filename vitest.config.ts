import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    // One worker a core: the default leaves one core idle, which is half of a small machine.
    maxWorkers: availableParallelism(),
    projects: ["{packages,packages/providers,apps,tooling,examples}/*/vitest.config.ts"],
  },
})
