import { describe, it } from "vitest"
import { coreLaws } from "@refund-rules/testing"

const runs = Number(process.env["LAW_RUNS"] ?? 10_000)
const seed = Number(process.env["LAW_SEED"] ?? Date.now() & 0x7fffffff)

describe(`the core, ${runs} histories a law, LAW_SEED=${seed}`, () => {
  for (const { check, sentence } of coreLaws) {
    it(sentence, { timeout: 60_000 + runs * 10 }, () => check({ runs, seed }))
  }
})
