/** `verify`: folds every payment again and compares all that is stored, and the history with a head exported earlier. */
import { type Broken, RefundDesk } from "@refund-rules/engine"
import { Effect, Option, Stream } from "effect"
import { Command, Flag } from "effect/cli"
import { existingDatabase, inspectStore, openStore } from "../front/openStore.ts"
import { knownKeys } from "../front/secretsKeys.ts"
import { storeFlags } from "../front/where.ts"
import { type Answer, give } from "../manners/answer.ts"
import { progressOf } from "../manners/progress.ts"
import { Surroundings } from "../manners/Surroundings.ts"
import { brokenHead, readHead, strangeSeals } from "./head.ts"

export const verifyCommand = Command.make(
  "verify",
  {
    ...storeFlags,
    head: Flag.String("head").pipe(
      Flag.withMetavar("<file>"),
      Flag.withDescription("A head from `export head`: the history up to it must still be the same"),
      Flag.optional,
    ),
    sealKey: Flag.String("seal-key").pipe(
      Flag.withMetavar("<public key>"),
      Flag.withDescription(
        "A public key that may have sealed, beside those that REFUND_RULES_SECRETS_KEY stands for; may be said again",
      ),
      Flag.atLeast(0),
    ),
  },
  Effect.fnUntraced(function* ({ db, head, sealKey }) {
    const url = yield* existingDatabase(db)
    const proven = yield* proof(db)
    const beside = Option.isNone(head)
      ? []
      : yield* Effect.provide(
          Effect.flatMap(readHead(head.value), (seal) => brokenHead(seal, sealKey)),
          openStore(db),
        )
    const strange = yield* Effect.provide(strangeSeals(yield* knownKeys(url, sealKey)), openStore(db))
    const { damage } = yield* inspectStore(url)
    yield* give(told(proven.payments, [...proven.broken, ...beside, ...strange, ...damage.map(damaged)]))
  }),
).pipe(
  Command.withDescription(
    "Prove a database: every balance, row, chain and seal is what its events say; exits 1 where not",
  ),
  Command.withShortDescription("Prove a database"),
  Command.withExamples([
    { command: "refund-rules verify --db shop/refunds.db", description: "Everything adds up" },
    {
      command: "refund-rules verify --db shop/refunds.db --head shop/head.json",
      description: "And nothing of the history up to a head was changed or lost",
    },
  ]),
)

interface Found extends Omit<Broken, "what" | "scope"> {
  readonly what: string
  readonly scope?: Broken["scope"]
}

const damaged = (detail: string): Found => ({ paymentId: "", what: "file", detail })

/** The proof of a database, and how many payments it took. */
export const proof = Effect.fnUntraced(function* (db: Option.Option<string>) {
  const place = yield* Surroundings
  const progress = progressOf(place, "payments")
  const found: Found[] = []
  let payments = 0
  const walked = Effect.flatMap(RefundDesk, ({ verify }) =>
    Stream.runForEach(verify, ({ broken }) =>
      Effect.sync(() => {
        payments++
        if (found.length < SHOWN) found.push(...broken)
        progress.at(payments)
      }),
    ),
  )
  yield* Effect.ensuring(Effect.provide(walked, openStore(db)), Effect.sync(progress.end))
  return { payments, broken: found }
})

/** Whoever has more broken payments than this has one problem, not many. */
const SHOWN = 1000

const told = (payments: number, broken: readonly Found[]): Answer => ({
  json: { payments, broken },
  text: (ink) =>
    broken.length === 0
      ? [`${ink.good("good")} ${payments} payments: every balance, row, chain and seal is what its events say`]
      : broken.map(({ detail, paymentId, what }) => `${ink.bad("broken")} ${what} ${paymentId} ${detail}`),
  exit: broken.length === 0 ? 0 : 1,
})
