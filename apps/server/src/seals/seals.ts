/** Starts only over a history that can be proven, and seals what happens from then on, for as long as its scope lasts. */
import { randomUUID } from "node:crypto"
import { sealAll, SealBook, sealHash, type SealKept, sealKeys, secretBytes } from "@refund-rules/engine"
import { Clock, Effect, Fiber, Layer, Metric, Redacted } from "effect"
import { secretsKeys } from "../gateways/secretsKey.ts"
import { sealRounds, unsealedAge } from "../observe/measures.ts"
import type { Settings } from "../settings/table.ts"
import { provenHead } from "./provenHead.ts"

type SealSettings = Pick<
  Settings,
  "databaseUrl" | "leaseMilliseconds" | "mode" | "sealKeys" | "sealMilliseconds" | "secretsKey"
>

/** Several processes may: one of them seals. */
export const seals = (settings: SealSettings) =>
  Layer.effectDiscard(
    Effect.gen(function* () {
      const { leaseMilliseconds, mode, sealMilliseconds } = settings
      const secrets = secretsKeys(settings).flatMap((key) => secretBytes(Redacted.value(key)) ?? [])
      const keys = yield* sealKeys(secrets, settings.sealKeys)
      yield* provenHead(mode, keys)
      if (keys.signer === undefined)
        return yield* Effect.logWarning("nothing is sealed: REFUND_RULES_SECRETS_KEY is not set")
      const book = yield* SealBook
      const sealing = { mode, keys, worker: `seals_${randomUUID()}`, leaseSeconds: leaseMilliseconds / 1000 }
      const round = Effect.provideService(sealAll(sealing), SealBook, book).pipe(
        Effect.flatMap(tell),
        Effect.catchTag("SealNotOurs", ({ message }) =>
          Effect.as(Effect.logError(`nothing is sealed: ${message}`), "strange" as const),
        ),
        Effect.andThen((outcome) => Effect.as(waiting(book, mode), outcome)),
        Effect.catchCause((cause) =>
          Effect.as(Effect.logWarning("what happened could not be sealed", cause), "failed" as const),
        ),
        Effect.flatMap((outcome) => Metric.update(sealRounds({ outcome }), 1)),
      )
      yield* fromZero
      const rounds = Effect.forever(Effect.andThen(Effect.sleep(`${sealMilliseconds} millis`), round))
      const fiber = yield* Effect.forkScoped(rounds)
      // What happened last is sealed on the way out, so that it cannot be changed while nobody looks.
      yield* Effect.addFinalizer(() =>
        Effect.andThen(Fiber.interrupt(fiber), Effect.ignore(Effect.timeout(round, PARTING))),
      )
    }),
  )

const PARTING = "2 seconds"

/** Logs leave the machine: each hash in them is one that nobody can take back. */
const tell = Effect.fnUntraced(function* (made: readonly SealKept[]) {
  for (const seal of made.slice(-TOLD))
    yield* Effect.logInfo(`seal ${seal.number} of merchant \`${seal.scope.merchant}\`: ${yield* sealHash(seal)}`)
  return made.length === 0 ? ("nothing" as const) : ("sealed" as const)
})

/** Whoever seals, of several processes each says how far behind all of them are. */
const waiting = Effect.fnUntraced(function* (book: (typeof SealBook)["Service"], mode: Settings["mode"]) {
  const since = yield* book.unsealedSince(mode)
  const age = since === undefined ? 0 : Math.max(0, (yield* Clock.currentTimeMillis) - Date.parse(since)) / 1000
  yield* Metric.update(unsealedAge, age)
})

/** A series that begins with its first failure never rises to it. */
const fromZero = Effect.forEach(["failed", "strange"], (outcome) => Metric.update(sealRounds({ outcome }), 0), {
  discard: true,
})

/** A server of many merchants says no more than this of a round. */
const TOLD = 20
