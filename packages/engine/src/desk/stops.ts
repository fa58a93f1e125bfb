/** Why a judge gives up: thrown, it leaves nothing behind; the desk then fails with it as it is. */
import type { Event, Fault, Result } from "@refund-rules/core"
import { Effect, Schema } from "effect"
import { Conflict, Invalid, NotFound } from "../errors.ts"

/** The payment is judged by another policy than the one at hand. */
export class OtherPolicy extends Schema.TaggedError<OtherPolicy>()("OtherPolicy", { id: Schema.String }) {}

/** What of the core's codes is about things that are not there; the names are those of `NotFound`. */
const missing: Readonly<Record<string, "refund" | "session" | "dispute">> = {
  refund_not_found: "refund",
  session_not_found: "session",
  dispute_not_found: "dispute",
}

/** What of the core's codes is about the state of things; every other code says that the input cannot be read. */
const conflicts: ReadonlySet<string> = new Set([
  "refund_state_conflict",
  "session_state_conflict",
  "dispute_state_conflict",
  "session_expired",
  "self_approval",
  "approval_role_missing",
  "payment_conflict",
  "refund_conflict",
  "session_conflict",
  "dispute_conflict",
  "payment_not_refundable",
  "payment_disputed",
  "amount_exceeds_refundable",
])

export type Stop = Conflict | Invalid | NotFound

/** The foremost fault says which; `id` is what was looked for where it is not there. */
export const stopFor = (faults: readonly Fault[], id: string): Stop => {
  const [first] = faults
  if (first === undefined) return Invalid.of(faults)
  const what = missing[first.code]
  if (what !== undefined) return new NotFound({ what, id, retry: "never" })
  return conflicts.has(first.code) ? conflict(first.code, first.message) : Invalid.of(faults)
}

export const conflict = (code: string, message: string): Conflict => new Conflict({ code, message, retry: "never" })

/** Stops whoever would be paid more than they may ask for; nothing is kept of it, so a smaller ask may use the same key. */
export const within = (atMost: number | undefined, paid: number): void => {
  if (atMost === undefined || paid <= atMost) return
  throw conflict("key_limit_exceeded", `this key asks for at most ${atMost}, this would pay ${paid}`)
}

/** The events of a command, or a stop. */
export const eventsOf = (handled: Result<readonly Event[]>, id: string): readonly Event[] => {
  if (handled.ok) return handled.value
  throw stopFor(handled.faults, id)
}

/** What a judge threw of its own becomes the failure it means; anything else stays a defect. */
export const stopping = <A, E, R>(changing: Effect.Effect<A, E, R>): Effect.Effect<A, E | OtherPolicy | Stop, R> =>
  Effect.catchDefect(changing, (defect): Effect.Effect<never, OtherPolicy | Stop> =>
    isStop(defect) ? Effect.fail(defect) : Effect.die(defect),
  )

const isStop = (defect: unknown): defect is OtherPolicy | Stop =>
  [Conflict, Invalid, NotFound, OtherPolicy].some((stop) => defect instanceof stop)

/** What was read, or all that is wrong with it. */
export const readOr = <A>(read: Result<A>, under = ""): Effect.Effect<A, Invalid> =>
  read.ok
    ? Effect.succeed(read.value)
    : Effect.fail(Invalid.of(read.faults.map((fault) => ({ ...fault, path: `${under}${fault.path}` }))))
