import { KeyInput } from "@refund-rules/http-api"
import { readInput } from "@refund-rules/server/v1/readInput"
import { Effect } from "effect"
import { expect, it } from "vitest"

it("says of every member what is wrong with it: missing, unknown, or not well formed", async () => {
  const read = readInput(KeyInput)({ scopes: ["nothing"], wings: 2, ratePerSecond: 0 })
  const { errors = [] } = await Effect.runPromise(Effect.flip(read))
  expect(errors.map(({ code, pointer }) => `${pointer} ${code}`).toSorted()).toEqual([
    "/actor missing",
    "/ratePerSecond not_well_formed",
    "/scopes/0 not_well_formed",
    "/wings unknown_field",
  ])
})
