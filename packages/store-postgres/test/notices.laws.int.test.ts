/** What providers tell, what merchants are told and what tells of people is kept on a server as in a file: by the same laws. */
import { inboxLaws, noticeLaws, personalLaws, webhookBookLaws } from "@refund-rules/testing"
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

for (const { check, sentence } of [...noticeLaws(make), ...webhookBookLaws(make), ...personalLaws(make), ...briefly])
  test(sentence, async () => {
    await expect(check({ runs: 4 })).resolves.toBeUndefined()
  })
