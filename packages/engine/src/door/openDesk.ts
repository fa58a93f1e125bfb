/** Opens a desk over a database, with a dispatcher that sends what is accepted. */
import { type Evaluators, type Fault, parsePolicy, type Policy } from "@refund-rules/core"
import { Effect, Layer, ManagedRuntime } from "effect"
import { Awaiting } from "../Awaiting.ts"
import type { Database } from "../ports/Database.ts"
import { DEFAULT_POLICY } from "../desk/Rulebook.ts"
import { Dispatcher } from "../dispatch/Dispatcher.ts"
import type { DispatchSettings, GatewayService } from "../dispatch/Post.ts"
import { Invalid } from "../errors.ts"
import { Gateways } from "../ports/Gateways.ts"
import { PolicyBook } from "../ports/PolicyBook.ts"
import { RefundDesk } from "../RefundDesk.ts"
import type { Scope } from "../ports/Scope.ts"
import { Signals } from "../Signals.ts"
import { SteadyClock } from "../SteadyClock.ts"
import type { Desk } from "./Desk.ts"
import { promises } from "./promises.ts"

/**
 * What a desk is opened with.
 *
 * @since 0.1.0
 */
export interface OpenDesk {
  readonly database: Database
  /** Who moves the money; refunds of a provider without one wait. */
  readonly gateways?: readonly GatewayService[]
  /** Loaded as policy `default`; without one only the invariants apply, or what the database has. */
  readonly policy?: unknown
  /** The time in milliseconds since 1970; the machine's unless given. */
  readonly clock?: () => number
  /** `default` unless given. */
  readonly merchant?: string
  /** `test` unless given. */
  readonly mode?: Scope["mode"]
  /** Who asks, where nobody says so: `embedder`. */
  readonly actor?: string
  readonly evaluators?: Evaluators
  readonly longestSessionDays?: number
  readonly dispatch?: DispatchSettings
}

/**
 * A desk that works until it is closed.
 *
 * @example
 * ```ts sketch
 * import { openDesk } from "@refund-rules/engine"
 * import { sqlite } from "@refund-rules/store-sqlite"
 *
 * const desk = await openDesk({ database: sqlite("file:./refunds.db") })
 * await desk.registerPayment({ id: "p1", provider: "sandbox", references: {}, currency: "EUR", captured: 10_000 })
 * const { _tag } = await desk.request({ key: "k1", paymentId: "p1", amount: 6000 })
 * await desk.close()
 * ```
 *
 * @since 0.1.0
 */
export const openDesk = async (options: OpenDesk): Promise<Desk> => {
  const { actor = "embedder", merchant = "default", mode = "test" } = options
  const scope: Scope = { merchant, mode }
  const policy = policyOf(options)
  const runtime = ManagedRuntime.make(layerOf(options))
  try {
    if (policy !== undefined) await runtime.runPromise(published(scope, policy))
    return promises(await runtime.context(), { scope, actor: { id: actor } }, () => runtime.dispose())
  } catch (error) {
    await runtime.dispose()
    throw error
  }
}

const layerOf = ({ clock, database, dispatch, evaluators, gateways = [], longestSessionDays }: OpenDesk) => {
  const byProvider = new Map(gateways.map((gateway) => [gateway.provider, gateway]))
  const settings = {
    ...(evaluators === undefined ? {} : { evaluators }),
    ...(longestSessionDays === undefined ? {} : { longestSessionDays }),
  }
  const time = clock === undefined ? SteadyClock.layer : SteadyClock.layerOf(clock)
  return Layer.mergeAll(RefundDesk.layer(settings), Awaiting.layer, Dispatcher.running(dispatch)).pipe(
    Layer.provideMerge(time),
    Layer.provideMerge(database.layer),
    Layer.provide(Layer.succeed(Gateways, { of: (_scope, provider) => byProvider.get(provider) })),
    Layer.provide(Signals.layer),
  )
}

const policyOf = ({ evaluators, policy }: OpenDesk): Policy | undefined => {
  if (policy === undefined) return undefined
  const read = parsePolicy({ ...(policy as object), id: DEFAULT_POLICY }, evaluators)
  if (read.ok) return read.value
  throw Invalid.of(read.faults.map((fault): Fault => ({ ...fault, path: `/policy${fault.path}` })))
}

const published = Effect.fnUntraced(function* (scope: Scope, policy: Policy) {
  const book = yield* PolicyBook
  const { instant } = yield* SteadyClock
  return yield* book.publish(scope, policy, yield* instant)
})
