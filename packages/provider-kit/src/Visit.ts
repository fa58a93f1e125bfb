/** One request of a facade's client: what the facade is built on, who asks, and whether they may. */
import { Awaiting, type Caller, Gateways, type KeyScope, LedgerStore, PolicyBook } from "@refund-rules/engine"
import { Records, RefundDesk, type StoreUnavailable } from "@refund-rules/engine"
import { Effect } from "effect"
import { type Admitted, Doorkeeper } from "./Doorkeeper.ts"
import type { FacadeCall } from "./Facade.ts"

/**
 * Everything a facade is built on, gathered once.
 *
 * @since 0.1.0
 */
export interface FacadeServices {
  readonly awaiting: (typeof Awaiting)["Service"]
  readonly desk: (typeof RefundDesk)["Service"]
  readonly doorkeeper: (typeof Doorkeeper)["Service"]
  readonly gateways: (typeof Gateways)["Service"]
  readonly policies: (typeof PolicyBook)["Service"]
  readonly records: (typeof Records)["Service"]
  readonly store: (typeof LedgerStore)["Service"]
}

/**
 * Gathers them.
 *
 * @since 0.1.0
 */
export const facadeServices = Effect.gen(function* () {
  const services: FacadeServices = {
    awaiting: yield* Awaiting,
    desk: yield* RefundDesk,
    doorkeeper: yield* Doorkeeper,
    gateways: yield* Gateways,
    policies: yield* PolicyBook,
    records: yield* Records,
    store: yield* LedgerStore,
  }
  return services
})

/**
 * A request that was let in.
 *
 * @since 0.1.0
 */
export interface Visit {
  readonly call: FacadeCall
  readonly caller: Caller
  readonly admitted: Admitted
  readonly services: FacadeServices
}

/**
 * Lets a request in by the secret it carries; what is wrong with the secret otherwise.
 *
 * @example
 * ```ts
 * import { visitWith } from "@refund-rules/provider-kit"
 * import { Effect } from "effect"
 *
 * const services = { doorkeeper: { admit: () => Effect.sync(() => undefined) } } as never
 * const call = { method: "GET", path: "/", query: "", headers: {}, body: "" }
 * await Effect.runPromise(visitWith(services, call, "sk_nobody")) // => "wrong"
 * await Effect.runPromise(visitWith(services, call, undefined)) // => "missing"
 * ```
 *
 * @since 0.1.0
 */
export const visitWith = (
  services: FacadeServices,
  call: FacadeCall,
  secret: string | undefined,
): Effect.Effect<Visit | "missing" | "wrong" | "too many", StoreUnavailable> =>
  secret === undefined
    ? Effect.succeed("missing")
    : Effect.map(services.doorkeeper.admit(secret), (admitted) => {
        if (admitted === undefined) return "wrong"
        return admitted === "too many" ? admitted : { call, caller: admitted.caller, admitted, services }
      })

/**
 * Whether who asks may do what the scope allows.
 *
 * @example
 * ```ts
 * import { isAllowed } from "@refund-rules/provider-kit"
 *
 * isAllowed({ admitted: { scopes: ["read"] } } as never, "refunds:write") // => false
 * ```
 *
 * @since 0.1.0
 */
export const isAllowed = ({ admitted: { scopes } }: Visit, scope: KeyScope): boolean =>
  scopes.includes(scope) || scopes.includes("admin")

/**
 * A header that may stand once only; undefined where it does not stand, or stands twice.
 *
 * @example
 * ```ts
 * import { headerOf } from "@refund-rules/provider-kit"
 *
 * const headers = { accept: "application/json" }
 * headerOf({ method: "GET", path: "/", query: "", headers, body: "" }, "accept") // => "application/json"
 * ```
 *
 * @since 0.1.0
 */
export const headerOf = ({ headers }: FacadeCall, name: string): string | undefined => {
  const value = headers[name]
  return typeof value === "string" ? value : undefined
}
