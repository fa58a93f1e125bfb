import { inboxLaws, memoryDesk, noticeLaws, personalLaws, storeLaws } from "@refund-rules/testing"
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

describe("what a desk in memory keeps apart", () => {
  for (const { check, sentence } of personalLaws(() => memoryDesk())) it(sentence, async () => check())
})
