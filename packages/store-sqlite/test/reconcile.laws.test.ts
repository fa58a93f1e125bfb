import { reconcileLaws } from "@refund-rules/testing"
import { expect, test } from "vitest"
import { bookUnderTest } from "./stores.ts"

for (const { check, sentence } of reconcileLaws(() => bookUnderTest(":memory:")))
  test(`a comparison with a provider: ${sentence}`, async () => {
    await expect(check()).resolves.toBeUndefined()
  })
