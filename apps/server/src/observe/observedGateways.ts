/** The gateways, timed: each call by what became of it. */
import { type Gateway, Gateways } from "@refund-rules/engine"
import { Effect, Exit, Layer } from "effect"
import { gatewayCalls } from "./measures.ts"

type GatewayService = (typeof Gateway)["Service"]

const timed =
  <All>(provider: string, call: string, outcomeOf: (answer: All) => string) =>
  <A extends All>(effect: Effect.Effect<A>): Effect.Effect<A> =>
    Effect.withFiber((fiber) => {
      const started = performance.now()
      return Effect.onExit(effect, (exit) =>
        Effect.sync(() => {
          const outcome = Exit.isSuccess(exit) ? outcomeOf(exit.value) : "died"
          const took = (performance.now() - started) / 1000
          gatewayCalls({ provider, call, outcome }).updateUnsafe(took, fiber.context)
        }),
      )
    })

const observed = (gateway: GatewayService, provider: string): GatewayService => {
  const cancel = gateway.cancel?.bind(gateway)
  return {
    ...gateway,
    send: (sending) => timed(provider, "send", tagOf)(gateway.send(sending)),
    find: (sending) => timed(provider, "find", foundOf)(gateway.find(sending)),
    ...(cancel === undefined ? {} : { cancel: (sending) => timed(provider, "cancel", tagOf)(cancel(sending)) }),
  }
}

const tagOf = ({ _tag }: { readonly _tag: string }): string => _tag
const foundOf = (found: unknown): string => (found === undefined ? "Absent" : found === "unknown" ? "Unknown" : "Found")

/** The gateways of the layer below, observed; each is wrapped once. */
export const observedGateways = Layer.effect(
  Gateways,
  Effect.map(Gateways, (gateways) => {
    const known = new WeakMap<GatewayService, Map<string, GatewayService>>()
    return Gateways.of({
      ...gateways,
      of: (scope, provider) => {
        const gateway = gateways.of(scope, provider)
        if (gateway === undefined) return undefined
        const wrapped = known.get(gateway) ?? new Map<string, GatewayService>()
        known.set(gateway, wrapped)
        const one = wrapped.get(provider) ?? observed(gateway, provider)
        wrapped.set(provider, one)
        return one
      },
    })
  }),
)
