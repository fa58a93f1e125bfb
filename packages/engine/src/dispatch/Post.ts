/** What a worker of the dispatcher works with, gathered once when its layer is. */
import { Effect, Semaphore } from "effect"
import { type CrashAt, CrashPoint } from "../CrashPoint.ts"
import type { Gateway } from "../ports/Gateway.ts"
import { Gateways } from "../ports/Gateways.ts"
import { type Judge, type Leased, LedgerStore, type Looking } from "../ports/LedgerStore.ts"
import { Records } from "../ports/Records.ts"
import { Signals } from "../Signals.ts"
import { SteadyClock } from "../SteadyClock.ts"
import { type Circuits, circuits } from "./Circuits.ts"
import { RETRY_SECONDS } from "./delays.ts"

/**
 * How the dispatcher works; what is left out is as the settings of the server say it.
 *
 * @since 0.1.0
 */
export interface DispatchSettings {
  /** For how long an errand is this worker's alone: 30. */
  readonly leaseSeconds?: number
  /** How long a gateway may take to answer: 30. */
  readonly gatewaySeconds?: number
  /** How often to look for errands nobody told of: 1. */
  readonly pollSeconds?: number
  /** How often to look for sessions that ended: as often as for errands. */
  readonly sweepSeconds?: number
  /** How long a gateway is left alone that does not get through: 60. */
  readonly circuitSeconds?: number
  /** How long to wait before each try, spread by chance; after the last a person is told: 0, 5, 30, 120 s, 10 min, 1, 4, 12 h. */
  readonly retrySeconds?: readonly number[]
  /** How many calls of one gateway there are at once: 8. */
  readonly concurrency?: number
  /** How long a stop waits for what is being sent: 5. */
  readonly graceSeconds?: number
}

export type GatewayService = (typeof Gateway)["Service"]

export interface Post {
  readonly store: (typeof LedgerStore)["Service"]
  readonly records: (typeof Records)["Service"]
  readonly gateways: (typeof Gateways)["Service"]
  readonly clock: (typeof SteadyClock)["Service"]
  readonly signals: (typeof Signals)["Service"]
  readonly crash: (at: CrashAt) => void
  readonly circuits: Circuits
  /** One of the calls a gateway may take at once. */
  readonly turnOf: (gateway: string) => Semaphore.Semaphore
  readonly settings: Required<DispatchSettings>
}

const defaults: Required<Omit<DispatchSettings, "sweepSeconds">> = {
  leaseSeconds: 30,
  gatewaySeconds: 30,
  pollSeconds: 1,
  circuitSeconds: 60,
  retrySeconds: RETRY_SECONDS,
  concurrency: 8,
  graceSeconds: 5,
}

export const post = Effect.fnUntraced(function* (given: DispatchSettings) {
  const { pollSeconds = defaults.pollSeconds } = given
  const settings = { ...defaults, sweepSeconds: pollSeconds, ...given }
  const turns = new Map<string, Semaphore.Semaphore>()
  const gathered: Post = {
    store: yield* LedgerStore,
    records: yield* Records,
    gateways: yield* Gateways,
    clock: yield* SteadyClock,
    signals: yield* Signals,
    crash: yield* CrashPoint,
    circuits: circuits(settings.circuitSeconds),
    turnOf: (gateway) => {
      const turn = turns.get(gateway) ?? Semaphore.makeUnsafe(settings.concurrency)
      turns.set(gateway, turn)
      return turn
    },
    settings,
  }
  return gathered
})

/** The name of a gateway in this process: another merchant's is another. */
export const gatewayName = ({ scope }: Leased, provider: string): string =>
  JSON.stringify([scope.merchant, scope.mode, provider])

/** Judges the payment of an errand; whoever waits for it hears of it. */
export const changing = <A>(
  { signals, store }: Post,
  { paymentId, scope }: Leased,
  by: string,
  judge: Judge<A>,
  looking?: Looking,
) =>
  Effect.tap(
    store.change(scope, paymentId, (ledger, past) => ({ by, ...judge(ledger, past) }), looking),
    () => Effect.sync(() => signals.changed(paymentId)),
  )
