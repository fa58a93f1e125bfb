/** The head of a history: one hash over every event of a merchant's mode, in the order they became durable. */
import { hash } from "node:crypto"
import { Records, type RecordedEvent } from "@refund-rules/engine"
import { Effect, Schema } from "effect"
import { readAs } from "../manners/json.ts"

const Head = Schema.Struct({
  merchant: Schema.String,
  mode: Schema.Literals(["test", "live"]),
  events: Schema.Int,
  hash: Schema.String,
})
type Head = typeof Head.Type

const decode = Schema.decodeUnknownExit(Head)

export const readHead = Effect.fnUntraced(function* (name: string) {
  const { value } = yield* readAs(name, "the head", (json) => {
    const read = decode(json)
    return read._tag === "Success"
      ? { ok: true, value: read.value }
      : { ok: false, faults: [{ path: "", code: "not_a_head", message: "use what `refund-rules export head` wrote" }] }
  })
  return value
})

const AT_ONCE = 1000

/** The head of the first `events` events, of all where no number is given. */
export const headOf = Effect.fnUntraced(function* (
  { merchant, mode }: Pick<Head, "merchant" | "mode">,
  events = Infinity,
) {
  const records = yield* Records
  let [after, count, chained] = [0, 0, ""]
  for (;;) {
    const limit = Math.min(AT_ONCE, events - count)
    const page: readonly RecordedEvent[] =
      limit === 0 ? [] : yield* records.events({ merchant, mode }, { after }, limit)
    for (const { hash: link } of page) chained = hash("sha256", `${chained} ${link}`)
    count += page.length
    if (page.length < limit || limit === 0) break
    after = page.at(-1)!.position
  }
  const head: Head = { merchant, mode, events: count, hash: chained }
  return head
})

/** What is broken where the history up to a head is not what it was. */
export const brokenHead = Effect.fnUntraced(function* (expected: Head) {
  const found = yield* headOf(expected, expected.events)
  if (found.events === expected.events && found.hash === expected.hash) return []
  const scope = { merchant: expected.merchant, mode: expected.mode }
  const detail =
    found.events < expected.events
      ? `of ${expected.events} events up to the head ${found.events} are left`
      : `the first ${expected.events} events are not those the head was made of`
  return [{ scope, paymentId: "", what: "head", detail }]
})
