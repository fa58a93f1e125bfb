import { defineConfig, mergeConfig } from "vitest/config"
import shared from "../../vitest.shared.ts"

// A real server starts here, on machines that are busy with other tests.
const test = { globalSetup: "./test/oneServer.ts", testTimeout: 60_000, hookTimeout: 60_000 }

export default mergeConfig(shared, defineConfig({ test }))
