import { deskStoreLaws, type MakeStore, storeLaws } from "@refund-rules/testing"
import { expect, test } from "vitest"
import { storeUnderTest } from "./stores.ts"

const laws = (makeStore: MakeStore) => [...storeLaws(makeStore), ...deskStoreLaws(makeStore)]

for (const where of ["file", ":memory:"] as const)
  for (const { check, sentence } of laws(() => storeUnderTest(where)))
    test(`${where === "file" ? "in a file" : "in memory"}: ${sentence}`, async () => {
      await expect(check(where === "file" ? { runs: 5 } : {})).resolves.toBeUndefined()
    })

for (const { check, sentence } of laws(() => storeUnderTest("file", { grouped: false })))
  test(`each change with a commit of its own: ${sentence}`, async () => {
    await expect(check({ runs: 5 })).resolves.toBeUndefined()
  })
