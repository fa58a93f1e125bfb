import { memoryDesk, reconcileLaws } from "@refund-rules/testing"
import { describe, it } from "vitest"

describe("a comparison with a provider, over a desk in memory", () => {
  for (const { check, sentence } of reconcileLaws(() => memoryDesk())) it(sentence, async () => check({ runs: 100 }))
})
