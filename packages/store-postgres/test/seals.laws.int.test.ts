/** Seals on a server that two instances share: the same laws as in a file. */
import { sealLaws } from "@refund-rules/testing"
import { afterAll, beforeAll, expect, test } from "vitest"
import { sealedOver } from "./sealed.ts"
import { sharedStores } from "./stores.ts"

let stores: Awaited<ReturnType<typeof sharedStores>>
beforeAll(async () => void (stores = await sharedStores()))
afterAll(() => stores.stop())

for (const { check, sentence } of sealLaws(sealedOver(() => stores.newUrl(), 4)))
  test(sentence, async () => {
    await expect(check({ runs: 2 })).resolves.toBeUndefined()
  })
