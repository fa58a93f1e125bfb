/** Seals on a server that two instances share: the laws on more lives, whole and in parts. */
import { sealLaws } from "@refund-rules/testing"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { sealedOver } from "./sealed.ts"
import { startStores } from "./stores.ts"

let stores: Awaited<ReturnType<typeof startStores>>
beforeAll(async () => void (stores = await startStores()))
afterAll(() => stores.stop())

describe.each([
  ["whole", 0],
  ["in parts", 4],
] as const)("tables that are %s", (_, partitions) => {
  for (const { check, sentence } of sealLaws(sealedOver(() => stores.newUrl(), partitions)))
    test(sentence, { timeout: 600_000 }, async () => {
      await expect(check({ runs: 6, seed: 2 })).resolves.toBeUndefined()
    })
})
