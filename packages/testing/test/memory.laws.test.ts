import { inboxLaws, memoryDesk, noticeLaws, reconcileLaws, storeLaws } from "@refund-rules/testing"
import { describe, it } from "vitest"

describe("the ledgers of a desk in memory", () => {
  for (const { check, sentence } of storeLaws(() => {
    const { failNext, store } = memoryDesk()
    return { store, failNext: (failure) => failNext(failure) }
  }))
    it(sentence, async () => check())
})

describe("the notices of a desk in memory", () => {
  for (const { check, sentence } of noticeLaws(() => memoryDesk())) it(sentence, async () => check())
  for (const { check, sentence } of inboxLaws(() => memoryDesk())) it(sentence, async () => check())
})

describe("a comparison with a provider, over a desk in memory", () => {
  for (const { check, sentence } of reconcileLaws(() => memoryDesk())) it(sentence, async () => check({ runs: 100 }))
})
