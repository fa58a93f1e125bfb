import { deskStoreLaws, type MakeStore, storeLaws } from "@refund-rules/testing"
import { afterAll, beforeAll, expect, test } from "vitest"
import { startStores, storesOver } from "./stores.ts"

let stores: Awaited<ReturnType<typeof startStores>>
beforeAll(async () => {
  stores = await startStores()
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
