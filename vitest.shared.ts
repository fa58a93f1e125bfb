import { defineConfig } from "vitest/config"

// Workspace packages resolve to their sources, as in Node with
// --conditions=@refund-rules/source and in TypeScript with customConditions.
const conditions = ["@refund-rules/source"]

// A busy machine is slow, not wrong: one patience for every test, many times what the slowest takes when nothing else runs.
export const patience = { testTimeout: 180_000, hookTimeout: 180_000, expect: { poll: { timeout: 60_000 } } } as const

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: { ...patience, include: ["test/**/*.test.ts"], exclude: ["**/node_modules/**", "**/*.long.test.ts"] },
})
