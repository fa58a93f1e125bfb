import type { Judge, Judgement } from "@refund-rules/engine"
import { deskStoreLaws, memoryStore, type Store } from "@refund-rules/testing"
import { describe, expect, it } from "vitest"

const changing = (store: Store, altered: (judgement: Judgement<unknown>) => Judgement<unknown>): Store => ({
  ...store,
  change: (scope, id, judge, looking) =>
    store.change(scope, id, ((ledger, past) => altered(judge(ledger, past))) as typeof judge, looking),
})

/** Stores in memory with one fault each, and the law that finds it. */
const planted: Readonly<Record<string, readonly [(store: Store) => Store, string]>> = {
  "a store that looks nowhere": [
    (store) => ({ ...store, change: (scope, id, judge) => store.change(scope, id, judge) }),
    "a judge sees the claims of its payment's customer and of the actor, in all payments of its scope",
  ],
  "a store that looks before the guard": [
    (store) => {
      const seen = new Map<string, Parameters<Judge<unknown>>[1]>()
      return {
        ...store,
        change: (scope, id, judge, looking) =>
          store.change(
            scope,
            id,
            (ledger, past) => {
              const at = `${scope.merchant} ${scope.mode} ${JSON.stringify(looking)}`
              const first = seen.get(at) ?? past
              seen.set(at, first)
              return judge(ledger, first)
            },
            looking,
          ),
      }
    },
    "of changes at once that look for the same customer, each sees what those before it did",
  ],
  "a store that sees what was not looked for": [
    (store) => ({
      ...store,
      change: (scope, id, judge) =>
        store.change(scope, id, judge, {
          customerSince: "2025-12-01T00:00:00.000Z",
          actor: { id: "ann", since: "2025-12-01T00:00:00.000Z" },
        }),
    }),
    "what was not looked for, or is older, is not seen",
  ],
  "a store that keeps no balances apart": [
    (store) => ({ ...store, open: (scope, payment) => store.open(scope, { ...payment, kind: "payment" }) }),
    "a customer has one balance in a currency, at whatever provider",
  ],
  "a store that keeps no references": [
    (store) => ({ ...store, open: (scope, payment) => store.open(scope, { ...payment, references: {} }) }),
    "a provider's reference names one payment of a merchant in a mode",
  ],
  "a store that leases before it is due": [
    (store) =>
      changing(store, (one) => ({
        ...one,
        ...(one.errands === undefined ? {} : { errands: one.errands.map(({ id, refundId }) => ({ id, refundId })) }),
      })),
    "an errand is not leased before it is due, and one let go is leased again only from its new instant",
  ],
}

const broken = async (altered: (store: Store) => Store): Promise<readonly string[]> => {
  const found = deskStoreLaws(() => ({ store: altered(memoryStore().store) })).map(async ({ check, sentence }) => {
    try {
      await check()
      return []
    } catch {
      return [sentence]
    }
  })
  return (await Promise.all(found)).flat()
}

describe("the laws of a desk's store", () => {
  it("find nothing in the store in memory", async () => {
    expect(await broken((store) => store)).toEqual([])
  })

  it.each(Object.entries(planted))("find %s", async (_name, [altered, sentence]) => {
    expect(await broken(altered)).toContain(sentence)
  })
})
