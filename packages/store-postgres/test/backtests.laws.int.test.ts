/** Backtests on a server that two instances share: the laws of their port. */
import { BacktestBook } from "@refund-rules/engine"
import { backtestLaws } from "@refund-rules/testing"
import { Context } from "effect"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openStore, sharedStores } from "./stores.ts"

let stores: Awaited<ReturnType<typeof sharedStores>>
beforeAll(async () => void (stores = await sharedStores()))
afterAll(() => stores.stop())

const make = async () => {
  const url = await stores.newUrl()
  const [one, two] = [await openStore({ url }), await openStore({ url })]
  return {
    one: Context.get(one.context, BacktestBook),
    two: Context.get(two.context, BacktestBook),
    close: async () => {
      await one.close()
      await two.close()
    },
  }
}

for (const { check, sentence } of backtestLaws(make))
  test(sentence, async () => {
    await expect(check()).resolves.toBeUndefined()
  })
