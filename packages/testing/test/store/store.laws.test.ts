import { memoryStore, storeLaws } from "@refund-rules/testing"
import { describe, it } from "vitest"

describe("the store in memory", () => {
  for (const { check, sentence } of storeLaws(() => memoryStore())) it(sentence, async () => check())
})
