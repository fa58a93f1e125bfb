import { memoryStore, storeLaws } from "@refund-rules/testing"
import { registerLaws } from "@refund-rules/testing/vitest"
import { fileStore } from "./fileStore.ts"

const seed = Number(process.env["LAW_SEED"] ?? Date.now() & 0x7fffffff)

registerLaws(
  `the store in memory, LAW_SEED=${seed}`,
  storeLaws(() => memoryStore()),
  { runs: 20, seed },
)
registerLaws(
  `the store in a file, LAW_SEED=${seed}`,
  storeLaws(() => fileStore()),
  { runs: 8, seed },
)
