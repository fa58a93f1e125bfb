import { defineConfig } from "vitest/config"
import shared, { patience } from "./vitest.shared.ts"

// What needs minutes: `npm run test:long`. One file at a time, for these start processes of their own.
export default defineConfig({
  ...shared,
  test: {
    include: ["{packages,packages/providers,apps,tooling,examples}/*/test/**/*.long.test.ts"],
    fileParallelism: false,
    ...patience,
    testTimeout: 900_000,
    hookTimeout: 600_000,
  },
})
