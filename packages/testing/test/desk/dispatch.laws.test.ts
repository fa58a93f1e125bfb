/** Laws of the dispatcher against a provider that fails, a store that fails and a process that dies between any two steps. */
import type { ProviderFact } from "@refund-rules/engine"
import { dispatcherLaws, type AroundGateway, memoryDesk } from "@refund-rules/testing"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"

const runs = Number(process.env["LAW_RUNS"] ?? 100)
const seed = Number(process.env["LAW_SEED"] ?? 1)
const limit = { timeout: 60_000 + runs * 100 }

describe("whatever the provider, the store and the process do", () => {
  for (const { check, sentence } of dispatcherLaws(memoryDesk)) it(sentence, limit, () => check({ runs, seed }))
})

const plants: readonly (readonly [string, AroundGateway, number])[] = [
  [
    "a key that changes from try to try",
    (gateway) => ({
      ...gateway,
      find: () => Effect.succeed("unknown" as const),
      send: (sending) => gateway.send({ ...sending, key: `${sending.key} ${sending.attempt}` }),
    }),
    0,
  ],
  [
    "a silence that is taken for a refusal",
    (gateway) => ({
      ...gateway,
      send: (sending) =>
        Effect.map(gateway.send(sending), (one) =>
          one._tag === "Unknown" ? { _tag: "Refused", code: "silence" } : one,
        ),
    }),
    1,
  ],
  [
    "a look-up that denies what moved, where there are no keys",
    (gateway) => {
      const absent: ProviderFact | undefined = undefined
      let count = 0
      return {
        ...gateway,
        keyed: false,
        lookUp: "by-list",
        find: () => Effect.succeed(absent),
        send: (sending) => gateway.send({ ...sending, key: `${sending.key} ${++count}` }),
      }
    },
    0,
  ],
]

describe("these laws find", () => {
  it.each(plants)("%s", limit, async (_, around, law) => {
    await expect(dispatcherLaws(memoryDesk, around)[law]!.check({ runs, seed })).rejects.toThrow("is broken")
  })
})
