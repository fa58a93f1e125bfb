/** Deaths between a movement and its answer, at a provider with keys and at one without; `npm run silence` cuts off two hundred refunds of each. */
import { expect, it } from "vitest"
import { silence } from "../src/silence/silence.ts"

it("money moves once and is known, or is held and a person is told, in ten deaths", { timeout: 900_000 }, async () => {
  const { deaths, rows, wrong } = await silence({ refunds: 10, atOnce: 1 })
  expect(wrong).toEqual([])
  expect(deaths).toBe(10)
  expect(rows.map(([kind, cutOff, moved, ends]) => [kind, cutOff, moved, ends])).toEqual([
    ["keyed", 10, 10, "succeeded"],
    ["keyless", 10, 10, "unknown"],
  ])
})
