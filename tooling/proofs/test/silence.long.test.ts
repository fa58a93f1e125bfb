/** Ten deaths between a movement and its answer, at a provider with keys and at one without; `npm run silence` does two hundred. */
import { expect, it } from "vitest"
import { silence } from "../src/silence/silence.ts"

it("money moves once and is known, or is held and a person is told, in ten deaths", { timeout: 600_000 }, async () => {
  const { rows, wrong } = await silence(10)
  expect(wrong).toEqual([])
  expect(rows.map(([kind, killed, moved, ends]) => [kind, killed, moved, ends])).toEqual([
    ["keyed", 10, 10, "succeeded"],
    ["keyless", 10, 10, "unknown"],
  ])
})
