import { storeLaws } from "@refund-rules/testing"
import { expect, test } from "vitest"
import { storeUnderTest } from "./stores.ts"

for (const where of ["file", ":memory:"] as const)
  for (const { check, sentence } of storeLaws(() => storeUnderTest(where)))
    test(`${where === "file" ? "in a file" : "in memory"}: ${sentence}`, async () => {
      await expect(check()).resolves.toBeUndefined()
    })

for (const { check, sentence } of storeLaws(() => storeUnderTest("file", { grouped: false })))
  test(`each change with a commit of its own: ${sentence}`, async () => {
    await expect(check({ runs: 5 })).resolves.toBeUndefined()
  })
