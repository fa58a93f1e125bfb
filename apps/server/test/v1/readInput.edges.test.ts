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

it.each([
  [
    { scopes: ["nothing"] },
    "/scopes/0 expected one of payments:write, refunds:write, refunds:approve, policies:write, read, admin",
  ],
  [{ wings: 2 }, "/wings no such field here"],
  [{ mode: "prod" }, "/mode expected one of test, live"],
  [{ merchant: "X Y" }, "/merchant expected text of the form `^[a-z0-9][a-z0-9_-]{0,63}$`"],
  [{ scopes: "read" }, "/scopes expected a list"],
  [{ actor: 5 }, "/actor expected text"],
  [{ actor: undefined }, "/actor expected text"],
  [{ actor: "" }, "/actor expected a value with a length between 1 and 255"],
  [{ maxAmount: "5" }, "/maxAmount expected a number"],
  [{ maxAmount: 1.5 }, "/maxAmount expected an integer"],
  [{ ratePerSecond: 0 }, "/ratePerSecond expected a value between 1 and 1000000"],
])("says of %j in the words of this door: %s", async (wrong, said) => {
  const read = readInput(KeyInput)({ actor: "till", scopes: ["read"], ...wrong })
  const { errors = [] } = await Effect.runPromise(Effect.flip(read))
  expect(errors.map(({ detail, pointer }) => `${pointer} ${detail}`)).toEqual([said])
})

it("says that something is missing in the words of this door", async () => {
  const { detail } = await Effect.runPromise(Effect.flip(readInput(KeyInput)({ scopes: ["read"] })))
  expect(detail).toBe("`/actor`: expected a value, found none")
})
