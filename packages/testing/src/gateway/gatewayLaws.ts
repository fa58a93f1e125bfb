/** The laws of the gateway port: honest about what it does not know, one movement per key, looking moves nothing. */
import { evolve, handle, openLedger } from "@refund-rules/core"
import type { Outcome, Sending } from "@refund-rules/engine"
import { Effect } from "effect"
import fc from "fast-check"
import { type ProviderBehaviour, providerBehaviours } from "../fakes/providerSimulator.ts"
import type { Law } from "../laws/Law.ts"
import { AT, paymentOf } from "../store/bench.ts"
import type { GatewayUnderTest } from "./simulatedGateway.ts"

/**
 * Makes a gateway to a provider that did nothing yet.
 *
 * @since 0.1.0
 */
export type MakeGateway = () => GatewayUnderTest | Promise<GatewayUnderTest>

const lives = fc.array(fc.constantFrom(...providerBehaviours), { minLength: 1, maxLength: 5 })

/** A refund of 40.00 as it is sent. */
const sendingOf = (attempt: number): Sending => {
  const opened = openLedger(paymentOf("p1"))
  const asked = handle(opened, { _tag: "Request", refundId: "r1", ask: { amount: 4000 }, at: AT })
  const ledger = asked.ok ? asked.value.reduce(evolve, opened) : opened
  return { payment: ledger.payment, refund: ledger.refunds[0]!, key: "refund r1", attempt }
}

interface Lived extends GatewayUnderTest {
  readonly outcomes: readonly Outcome[]
}

/** Sends one refund once per behaviour, under one key; what was refused is let go and never sent again. */
const live = async (made: GatewayUnderTest, life: readonly ProviderBehaviour[]): Promise<Lived> => {
  const outcomes: Outcome[] = []
  for (const [index, behaviour] of life.entries()) {
    made.provider.next(behaviour)
    const outcome = await Effect.runPromise(made.gateway.send(sendingOf(index + 1)))
    outcomes.push(outcome)
    if (outcome._tag === "Refused") break
  }
  return { ...made, outcomes }
}

const law =
  (sentence: string, holds: (lived: Lived) => Promise<string | undefined> | string | undefined) =>
  (makeGateway: MakeGateway): Law => ({
    sentence,
    check: async ({ runs = 200, seed = 1 } = {}) => {
      let wrong = ""
      const property = fc.asyncProperty(lives, async (life) => {
        const found = await holds(await live(await makeGateway(), life))
        wrong = found ?? wrong
        return found === undefined
      })
      const { counterexample, failed } = await fc.check(property, { numRuns: runs, seed })
      if (!failed) return
      const life = (counterexample ?? []).flat().join(", ")
      throw new Error(`the gateway breaks the law "${sentence}": ${wrong}; smallest found from seed ${seed}: ${life}`)
    },
  })

const laws = [
  law("a refund is called refused only when nothing moved", ({ outcomes, provider }) => {
    const isRefused = outcomes.some(({ _tag }) => _tag === "Refused" || _tag === "Misconfigured")
    return isRefused && provider.movements().length > 0 ? "it said refused, and money had moved" : undefined
  }),
  law("what may have moved is never called not sent", ({ outcomes, provider }) => {
    const isDenied = outcomes.every(({ _tag }) => _tag === "NotSent" || _tag === "NotNow")
    return isDenied && provider.movements().length > 0 ? "it said nothing was sent, and money had moved" : undefined
  }),
  law("what is acknowledged is what was sent", ({ outcomes }) => {
    const { payment, refund } = sendingOf(1)
    const other = outcomes.find(
      (one) =>
        one._tag === "Acknowledged" &&
        (one.fact.amount !== refund.claim.paid || one.fact.currency !== payment.currency),
    )
    return other === undefined ? undefined : `it acknowledged ${JSON.stringify(other)} for ${refund.claim.paid}`
  }),
  law("one key moves money at most once", ({ gateway, outcomes, provider }) => {
    const count = provider.movements().length
    return !gateway.keyed || count <= 1 ? undefined : `${outcomes.length} attempts moved money ${count} times`
  }),
  law("a look-up moves nothing", async ({ gateway, provider }) => {
    const before = provider.movements().length
    await Effect.runPromise(gateway.find(sendingOf(1)))
    const more = provider.movements().length - before
    return more === 0 ? undefined : `looking moved money ${more} times`
  }),
  law("a look-up denies only what did not move", async ({ gateway, provider }) => {
    const found = await Effect.runPromise(gateway.find(sendingOf(1)))
    return found === undefined && provider.movements().length > 0
      ? "it knew of no refund, and money had moved"
      : undefined
  }),
]

/**
 * What holds of a gateway whatever its provider does; the provider's own ledger is the truth it is held against.
 *
 * @example
 * ```ts
 * import { gatewayLaws, simulatedGateway } from "@refund-rules/testing"
 *
 * gatewayLaws(() => simulatedGateway()).length // => 6
 * ```
 *
 * @since 0.1.0
 */
export const gatewayLaws = (makeGateway: MakeGateway): readonly Law[] => laws.map((lawOf) => lawOf(makeGateway))
