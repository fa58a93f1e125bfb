/** A comparison with a provider comes to the same end on a server as in a file: the same laws. */
import { type NoticeBookUnderTest, reconcileLaws } from "@refund-rules/testing"
import { afterAll, beforeAll, expect, test } from "vitest"
import { booksOver, sharedStores } from "./stores.ts"

let stores: Awaited<ReturnType<typeof sharedStores>>
let makeBook: () => Promise<NoticeBookUnderTest>
beforeAll(async () => {
  stores = await sharedStores()
  makeBook = booksOver(await stores.newUrl())
})
afterAll(() => stores.stop())

for (const { check, sentence } of reconcileLaws(() => makeBook()))
  test(sentence, async () => {
    await expect(check({ runs: 4 })).resolves.toBeUndefined()
  })
