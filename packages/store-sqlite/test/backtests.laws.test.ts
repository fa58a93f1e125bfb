/** Backtests in a file that two processes share: the laws of their port. */
import { BacktestBook } from "@refund-rules/engine"
import { backtestLaws } from "@refund-rules/testing"
import { Context } from "effect"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { openStore, temporaryFolder } from "./stores.ts"

const place = temporaryFolder()
afterAll(place.remove)

let count = 0
const make = async () => {
  const url = `file:${join(place.folder, `${count++}.db`)}`
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
