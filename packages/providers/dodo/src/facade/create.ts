/** POST /refunds: everything, or amounts of items; asked of the desk, awaited for a while, and told as Dodo tells it. */
import {
  askedRefund,
  claimForLines,
  keyFirst,
  paymentNamed,
  type Route,
  Said,
  type Stay,
  type Told,
  type Wrong,
} from "@refund-rules/provider-kit"
import { Clock, Effect } from "effect"
import { refundOut } from "../mapping.ts"
import type { BusinessOf } from "./business.ts"
import { type Given, givenIn } from "./given.ts"
import { refusalSaid } from "./refusalSaid.ts"
import { type Attempts, repeating } from "./repeated.ts"
import { invalid, missing, says } from "./says.ts"

/** Nothing else stops a request without a decision. */
const aboveTheKey = new Said({ reply: says("above the key's limit") })

export const create = (businessOf: BusinessOf, attempts: Attempts): Route => ({
  method: "POST",
  path: "/refunds",
  scope: "refunds:write",
  operate: (stay) =>
    Effect.gen(function* () {
      const given = yield* keyFirst(
        stay,
        DOOR,
        undefined,
        Effect.suspend(() => givenIn(stay)),
      )
      const content = ["POST", "/refunds", { ...given, metadata: Object.entries(given.metadata).toSorted(byName) }]
      return yield* keyFirst(stay, DOOR, content, created(stay, { attempts, businessOf }, given, content))
    }),
})

const DOOR = "dodo"

const created = Effect.fnUntraced(function* (
  stay: Stay,
  { attempts, businessOf }: { readonly attempts: Attempts; readonly businessOf: BusinessOf },
  given: Given,
  content: unknown,
): Effect.fn.Return<Told, Wrong> {
  const { caller, services } = stay
  const paymentId = yield* paymentNamed(services, caller, "dodo", { paymentId: given.payment_id })
  if (paymentId === undefined) return yield* missing("payment", given.payment_id)
  const ask = yield* askOf(stay, paymentId, given)
  const now = yield* Clock.currentTimeMillis
  const attempt = { ...stay, key: stay.key ?? attempts.keyOf(stay, content, now) }
  const repeats = yield* repeating(stay, paymentId, given, now)
  const wanted = { door: DOOR, paymentId, ask, metadata: given.metadata, content, ...repeats }
  const refund = yield* Effect.catchTag(askedRefund(attempt, wanted), "Conflict", () => Effect.fail(aboveTheKey))
  if ("_tag" in refund) return yield* refusalSaid(refund)
  const payment = yield* services.desk.payment(caller, paymentId)
  return { body: refundOut(refund, { payment, business: yield* businessOf(caller.scope) }) }
})

const byName = ([a]: readonly [string, string], [b]: readonly [string, string]): number => (a < b ? -1 : 1)

const askOf = Effect.fnUntraced(function* (
  { caller, services }: Stay,
  paymentId: string,
  { items: wanted, reason: note }: Given,
) {
  const words = note === undefined ? {} : { note }
  if (wanted === undefined) return words
  const names = wanted.map(({ id }) => id)
  const twice = names.find((id, index) => names.indexOf(id) !== index)
  if (twice !== undefined) {
    return yield* invalid("DUPLICATE_LINE_ITEMS_IN_REQUEST", `The item \`${twice}\` is named more than once`)
  }
  const { payment } = yield* services.store.read(caller.scope, paymentId)
  return { ...words, lines: yield* claimForLines(services, caller, payment, paymentId, wanted) }
})
