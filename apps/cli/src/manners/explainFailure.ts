/** Says on standard error why a command failed and what to do next, in one shape for people and one for programs. */
import { CannotOpenStore } from "@refund-rules/store-sqlite"
import {
  Conflict,
  Invalid,
  KeyInFlight,
  KeyReused,
  NotFound,
  ReferenceTaken,
  StoreUnavailable,
} from "@refund-rules/engine"
import { CliError } from "effect/cli"
import { type Ink, inkOf } from "./ink.ts"
import { reasonOf } from "./reasonOf.ts"
import type { Place } from "./Surroundings.ts"
import { wrap } from "./wrap.ts"
import { unavailable, Wrong } from "./Wrong.ts"

/** The exit code of a failure, after saying it. */
export const explainFailure = (place: Place, failure: unknown): number => {
  if (CliError.isCliError(failure)) return 2
  const wrong = wrongOf(failure)
  sayWrong(place, inkOf(place), wrong)
  return wrong.exit
}

export const sayWrong = (place: Place, ink: Ink, { code, exit, faults = [], message, next }: Wrong): void => {
  if (place.isJson) {
    const error = {
      code,
      exit,
      message,
      ...(faults.length === 0 ? {} : { faults }),
      ...(next === undefined ? {} : { next }),
    }
    return place.err(`${JSON.stringify({ error })}\n`)
  }
  const lines = [
    ...wrap(`${ink.bad("wrong:")} ${message}`, place.columns, "  "),
    ...faults.flatMap((fault) =>
      wrap(`  ${fault.path === "" ? "/" : fault.path}  ${fault.message}`, place.columns, "    "),
    ),
    ...(next === undefined ? [] : wrap(`${ink.strong("next:")}  ${next}`, place.columns, "  ")),
  ]
  place.err(`${lines.join("\n")}\n`)
}

const wrongOf = (failure: unknown): Wrong => {
  if (failure instanceof Wrong) return failure
  if (failure instanceof CannotOpenStore) return unavailable(failure.reason)
  if (failure instanceof StoreUnavailable) return storeWords(failure)
  if (failure instanceof NotFound)
    return broken(
      "not_found",
      `there is no ${failure.what} \`${failure.id}\` here`,
      "look at `--merchant` and `--mode` too: they are part of every name",
    )
  if (failure instanceof Conflict) return broken(failure.code, failure.message, nextOf(failure.code))
  if (failure instanceof ReferenceTaken)
    return broken("payment_conflict", `its references name payment \`${failure.paymentId}\` already`)
  if (failure instanceof KeyReused)
    return broken(
      "idempotency_key_reused",
      `the key \`${failure.key}\` stands for something else already`,
      "use another `--once`",
    )
  if (failure instanceof KeyInFlight)
    return unavailable(
      `what was first asked under the key \`${failure.key}\` is not finished`,
      "ask again in a moment: the answer will be the same",
    )
  if (failure instanceof Invalid)
    return new Wrong({ exit: 2, code: "unreadable", message: "what was given cannot be read", faults: failure.faults })
  return unexpected(failure)
}

/** Who acts is an option here, which the desk knows nothing of. */
const nextOf = (code: string): string | undefined =>
  code === "self_approval" ? "`--actor` says who acts: it is for somebody else to do" : undefined

const broken = (code: string, message: string, next?: string): Wrong =>
  new Wrong({ exit: 1, code, message, ...(next === undefined ? {} : { next }) })

const storeWords = (failure: StoreUnavailable): Wrong =>
  unavailable(
    reasonOf(failure),
    "nothing was half done: free the disk or its permissions, and run the same command again",
  )

/** What nobody foresaw is told with where it happened: that is a fault of this program. */
const unexpected = (failure: unknown): Wrong =>
  new Wrong({
    exit: 3,
    code: "unexpected",
    message: failure instanceof Error ? (failure.stack ?? failure.message) : String(failure),
    next: "this is a fault of refund-rules itself: please report it with the lines above",
  })
