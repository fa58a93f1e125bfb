/** Every order in which six facts can come, each twice, over a real server. */
import { inboxLaws } from "@refund-rules/testing"
import { expect, test } from "vitest"
import { booksOver, startStores } from "./stores.ts"

const [everyOrder] = inboxLaws(async () => (await book)())
let book: Promise<ReturnType<typeof booksOver>>

test(everyOrder!.sentence, { timeout: 900_000 }, async () => {
  const stores = await startStores()
  book = stores.newUrl().then(booksOver)
  await expect(everyOrder!.check()).resolves.toBeUndefined()
  await stores.stop()
})
