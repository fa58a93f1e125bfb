import { deskStoreLaws, type MakeStore, storeLaws } from "@refund-rules/testing"
import { afterAll, beforeAll, expect, test } from "vitest"
import { sharedStores, storesOver } from "./stores.ts"

let stores: Awaited<ReturnType<typeof sharedStores>>
beforeAll(async () => {
  stores = await sharedStores()
})
afterAll(() => stores.stop())

const kinds = { "in batches": {}, "each change in a transaction of its own": { grouped: false } } as const

for (const [kind, options] of Object.entries(kinds)) {
  let makeStore: Promise<MakeStore> | undefined
  const make: MakeStore = async () => {
    makeStore ??= stores.newUrl().then((url) => storesOver(url, options))
    return (await makeStore)()
  }
  for (const { check, sentence } of [...storeLaws(make), ...deskStoreLaws(make)])
    test(`${kind}: ${sentence}`, async () => {
      await expect(check({ runs: 5 })).resolves.toBeUndefined()
    })
}
