/** A desk and its dispatcher over a store: one process of a test, with a clock that stands still and ids in order. */
import {
  type CrashAt,
  CrashPoint,
  type DeskSettings,
  Dispatcher,
  type DispatchSettings,
  Gateways,
  Ids,
  Inbox,
  type LedgerStore,
  type NoticeBook,
  type PolicyBook,
  type Records,
  RefundDesk,
  type RefundDeskShape,
  Signals,
  SteadyClock,
} from "@refund-rules/engine"
import { Context, Effect, Exit, Layer, Random, References, Scope } from "effect"
import { testIds, type TestClock } from "../fakes/clock.ts"
import type { GatewayService } from "../gateway/simulatedGateway.ts"

/** What it is built of. */
export interface Around {
  readonly layer: Layer.Layer<LedgerStore | NoticeBook | PolicyBook | Records, unknown>
  readonly clock: TestClock
  readonly gateway: GatewayService
  readonly settings?: DeskSettings | undefined
  readonly dispatch?: DispatchSettings | undefined
  /** What happens at the named points of a process. */
  readonly crash?: ((at: CrashAt) => void) | undefined
  /** Ids of two processes over one store must differ. */
  readonly generation?: string | undefined
}

/** One process. */
export interface DeskOver {
  readonly desk: RefundDeskShape
  readonly inbox: (typeof Inbox)["Service"]
  /** One round of the dispatcher. */
  readonly round: () => Promise<number>
  readonly close: () => Promise<void>
}

export const deskOver = async ({ clock, crash, dispatch, gateway, generation = "", layer, settings }: Around) => {
  const gateways = Gateways.of({ of: (_scope, provider) => (provider === gateway.provider ? gateway : undefined) })
  const counts = new Map<string, () => string>()
  const newId = (prefix: string): string => {
    const next = counts.get(prefix) ?? testIds(`${prefix}_${generation}`)
    counts.set(prefix, next)
    return next()
  }
  const whole = Layer.mergeAll(RefundDesk.layer(settings), Dispatcher.layer(dispatch), Inbox.layer).pipe(
    Layer.provide(SteadyClock.layerOf(clock.milliseconds)),
    Layer.provide([layer, Signals.layer, Layer.succeed(Gateways, gateways)]),
    Layer.provide(Layer.succeed(Ids, newId)),
    Layer.provide(Layer.succeed(CrashPoint, crash ?? (() => undefined))),
  )
  const life = Scope.makeUnsafe()
  const services = await Effect.runPromise(Layer.buildWithScope(whole, life))
  // The same life has the same delays whenever it is lived.
  const round = Random.withSeed(quietly(Context.get(services, Dispatcher).round), generation)
  const over: DeskOver = {
    desk: Context.get(services, RefundDesk),
    inbox: Context.get(services, Inbox),
    round: () => Effect.runPromise(round),
    close: () => Effect.runPromise(Scope.close(life, Exit.void)),
  }
  return over
}

/** What the dispatcher warns of is what its tests bring about. */
const quietly = Effect.provideService(References.MinimumLogLevel, "None")
