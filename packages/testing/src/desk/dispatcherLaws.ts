/** The laws of the dispatcher over any store: whatever fails or dies, money moves as it was answered, and once. */
import type { RefundView } from "@refund-rules/engine"
import { Effect } from "effect"
import fc from "fast-check"
import type { Law } from "../laws/Law.ts"
import type { GatewayService } from "../gateway/simulatedGateway.ts"
import { type AroundGateway, live, type Lived, lives, type MakeDeskStore, type Step } from "./lives.ts"

/**
 * What holds of a dispatcher over a store, with a provider that knows keys and with one that knows none.
 *
 * @example
 * ```ts
 * import { dispatcherLaws, memoryDesk } from "@refund-rules/testing"
 *
 * for (const { check } of dispatcherLaws(memoryDesk)) await check({ runs: 1 })
 * ```
 *
 * @since 0.1.0
 */
export const dispatcherLaws = (
  makeStore: MakeDeskStore,
  around: AroundGateway = (gateway) => gateway,
): readonly Law[] => [
  ...claims.map(([sentence, wrong]) => lawOf(sentence, wrong, makeStore, around)),
  ...held.map(([sentence, wrong]) =>
    lawOf(`without keys and look-ups ${sentence}`, wrong, makeStore, (gateway, provider) =>
      blind(keyless(around(gateway, provider), provider)),
    ),
  ),
  ...claims.map(([sentence, wrong]) =>
    lawOf(`without keys, too, ${sentence}`, wrong, makeStore, (gateway, provider) =>
      keyless(around(gateway, provider), provider),
    ),
  ),
]

type Wrong = (lived: Lived) => string | undefined

const lawOf = (sentence: string, wrong: Wrong, makeStore: MakeDeskStore, around: AroundGateway): Law => ({
  sentence,
  check: async ({ runs = 100, seed = 1 } = {}) => {
    let found = ""
    const holds = async (life: readonly Step[]): Promise<boolean> => {
      const what = wrong(await live(makeStore, life, around))
      found = what ?? found
      return what === undefined
    }
    const { counterexample, errorInstance, failed } = await fc.check(fc.asyncProperty(lives, holds), {
      numRuns: runs,
      seed,
    })
    if (!failed) return
    const what = errorInstance instanceof Error ? errorInstance.message : found
    throw new Error(
      `the law "${sentence}" is broken: ${what}; smallest found from seed ${seed}: ${JSON.stringify(counterexample)}`,
    )
  },
})

/** A provider that knows no keys: every send is another refund to it, found again by our name for it. */
const keyless: AroundGateway = (gateway, provider) => {
  const sent = new Map<string, string[]>()
  return {
    ...gateway,
    keyed: false,
    lookUp: "by-list",
    send: (sending) => {
      const names = sent.get(sending.key) ?? []
      const name = `${sending.key} ${names.length + 1}`
      sent.set(sending.key, [...names, name])
      return gateway.send({ ...sending, key: name })
    },
    find: ({ key }) =>
      Effect.sync(() => (sent.get(key) ?? []).map((name) => provider.lookUp(name)).find((fact) => fact !== undefined)),
  }
}

/** A provider that neither knows keys nor says what became of a refund. */
const blind = (gateway: GatewayService): GatewayService => ({
  ...gateway,
  lookUp: "none",
  find: () => Effect.succeed("unknown"),
})

/** The refund that a movement was made for. */
const ofMovement = ({ key }: { readonly key: string }): string => key.split(" ")[0]!.replace(/^rr_/, "")

const nothingTwice: Wrong = ({ movements }) => {
  const refunds = movements.map(ofMovement)
  const sum = movements.reduce((total, { amount }) => total + amount, 0)
  if (new Set(refunds).size !== refunds.length) return `the provider moved ${refunds.join(", ")}`
  return sum <= 10_000 ? undefined : `the provider moved ${sum} of 10000`
}

const endsAsItWas: Wrong = ({ movements, refunds }) => {
  const moved = new Map(movements.map((one) => [ofMovement(one), one.amount]))
  for (const { amount, id, status } of refunds) {
    if (!["succeeded", "pending", "failed"].includes(status)) return `${id} ends as ${status}`
    const due = status === "failed" ? undefined : amount
    if (moved.get(id) !== due)
      return `${id} is ${status} of ${amount}, the provider moved ${moved.get(id) ?? "nothing"}`
    moved.delete(id)
  }
  return moved.size === 0 ? undefined : `the provider moved ${[...moved.keys()].join(", ")}, which nobody asked for`
}

const nothingLost: Wrong = ({ answers, isContradicted, refunds, taken }) => {
  if (isContradicted) return "a key was answered in two ways"
  const amounts = new Map(refunds.map(({ amount, id }) => [id, amount]))
  for (const told of answers.values()) {
    const { _tag, refund } = JSON.parse(told) as { readonly _tag: string; readonly refund?: RefundView }
    if (_tag === "Accepted" && amounts.get(refund!.id) !== refund!.amount)
      return `${refund!.id} was answered, and is lost`
  }
  const due = refunds.reduce((sum, { amount, status }) => sum + (status === "failed" ? 0 : amount), 0)
  return taken === due ? undefined : `${taken} is held or refunded, the refunds take ${due}`
}

/** What moved is never given back; whether it did may stay unknown, and held, until a person says. */
const isHeldWhereMoved: Wrong = ({ movements, refunds }) => {
  const held = new Set(refunds.flatMap(({ id, status }) => (status === "failed" ? [] : [id])))
  const lost = movements.map(ofMovement).find((id) => !held.has(id))
  return lost === undefined ? undefined : `the provider moved ${lost}, which is let go`
}

const held: readonly (readonly [string, Wrong])[] = [
  ["nothing moves twice", nothingTwice],
  ["what moved is never let go", isHeldWhereMoved],
]

const claims: readonly (readonly [string, Wrong])[] = [
  ["no more moves than was captured, and nothing twice", nothingTwice],
  ["every refund ends as what truly happened to it", endsAsItWas],
  ["what was answered as accepted is there, all of its money held or spent", nothingLost],
]
