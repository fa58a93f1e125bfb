import {
  deskStoreLaws,
  inboxLaws,
  type MakeStore,
  noticeLaws,
  personalLaws,
  storeLaws,
  webhookBookLaws,
} from "@refund-rules/testing"
import { expect, test } from "vitest"
import { bookUnderTest, storeUnderTest } from "./stores.ts"

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

for (const { check, sentence } of noticeLaws(() => bookUnderTest("file")))
  test(`notices in a file: ${sentence}`, async () => {
    await expect(check()).resolves.toBeUndefined()
  })

for (const { check, sentence } of webhookBookLaws(() => bookUnderTest("file")))
  test(`webhooks in a file: ${sentence}`, async () => {
    await expect(check()).resolves.toBeUndefined()
  })

const inMemory = (): ReturnType<typeof bookUnderTest> => bookUnderTest(":memory:")

for (const { check, sentence } of [...noticeLaws(inMemory), ...inboxLaws(inMemory)])
  test(`notices in memory: ${sentence}`, async () => {
    await expect(check()).resolves.toBeUndefined()
  })

for (const { check, sentence } of personalLaws(() => bookUnderTest("file")))
  test(`what is kept apart, in a file: ${sentence}`, async () => {
    await expect(check()).resolves.toBeUndefined()
  })
