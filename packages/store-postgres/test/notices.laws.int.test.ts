/** What providers tell, and what merchants are told, is kept on a server as it is in a file: the same laws, over the same ports. */
import { inboxLaws, noticeLaws, webhookBookLaws } from "@refund-rules/testing"
import { afterAll, beforeAll, expect, test } from "vitest"
import { booksOver, sharedStores } from "./stores.ts"

let stores: Awaited<ReturnType<typeof sharedStores>>
let makeBook: ReturnType<typeof booksOver>
beforeAll(async () => {
  stores = await sharedStores()
  makeBook = booksOver(await stores.newUrl())
})
afterAll(() => stores.stop())

const make = () => makeBook()
// The first law of the inbox tries every order there is: minutes on a server, so it is among the long tests.
const [, ...briefly] = inboxLaws(make)

for (const { check, sentence } of [...noticeLaws(make), ...webhookBookLaws(make), ...briefly])
  test(sentence, async () => {
    await expect(check({ runs: 4 })).resolves.toBeUndefined()
  })
