import { defineConfig } from "vitest/config"
import shared from "./vitest.shared.ts"

// The tests that guard the core: quick ones, and the laws with few values each, for every fault is tried against them.
export default defineConfig({
  ...shared,
  test: {
    include: [
      "packages/core/test/**/*.test.ts",
      "packages/testing/test/core.laws.test.ts",
      "packages/testing/test/oracle*.test.ts",
    ],
    // Compares a source file with its generator's output, and sources are what is being changed here.
    exclude: ["**/Currency.edges.test.ts", "**/*.int.test.ts", "**/schema/**"],
  },
})
