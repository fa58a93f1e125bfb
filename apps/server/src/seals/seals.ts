/** Starts only over a history that can be proven, and seals what happens from then on, for as long as its scope lasts. */
import { randomUUID } from "node:crypto"
import { sealAll, SealBook, sealHash, type SealKept, sealKeys, secretBytes } from "@refund-rules/engine"
import { Effect, Fiber, Layer, Redacted } from "effect"
import { secretsKeys } from "../gateways/secretsKey.ts"
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
        Effect.catchTag("SealNotOurs", ({ message }) => Effect.logError(`nothing is sealed: ${message}`)),
        Effect.catchCause((cause) => Effect.logWarning("what happened could not be sealed", cause)),
      )
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
})

/** A server of many merchants says no more than this of a round. */
const TOLD = 20
