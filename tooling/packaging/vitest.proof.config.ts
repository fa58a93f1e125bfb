import { defineConfig } from "vitest/config"

// Installs from the registry and starts compilers, so it is not part of `npm test`: node tooling/run.mjs packaging
export default defineConfig({
  test: {
    include: ["tooling/packaging/proof/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
})
