import { memoryDesk, storeLaws } from "@refund-rules/testing"
import { describe, it } from "vitest"

describe("the ledgers of a desk in memory", () => {
  for (const { check, sentence } of storeLaws(() => {
    const { failNext, store } = memoryDesk()
    return { store, failNext: (failure) => failNext(failure) }
  }))
    it(sentence, async () => check())
})
