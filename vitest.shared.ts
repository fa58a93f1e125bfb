import { defineConfig } from "vitest/config"

// Workspace packages resolve to their sources, as in Node with
// --conditions=@refund-rules/source and in TypeScript with customConditions.
const conditions = ["@refund-rules/source"]

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  // A busy machine is slow, not wrong.
  test: { testTimeout: 30_000, include: ["test/**/*.test.ts"], exclude: ["**/node_modules/**", "**/*.long.test.ts"] },
})
