/** POST /refunds: everything, or amounts of items; asked of the desk, awaited for a while, and told as Dodo tells it. */
import {
  askedRefund,
  bodyOf,
  claimForLines,
  faultAt,
  FieldFault,
  type FieldReader,
  flagOf,
  isJsonObject,
  type JsonObject,
  jsonText,
  keyFirst,
  maybe,
  paymentNamed,
  readFields,
  type Route,
  Said,
  type Stay,
  type Told,
  textOf,
  wholeOf,
  type Wrong,
} from "@refund-rules/provider-kit"
import { Effect } from "effect"
import { refundOut } from "../mapping.ts"
import { typedIn } from "../typed.ts"
import { LARGEST } from "../Wire.ts"
import type { BusinessOf } from "./business.ts"
import { refusalSaid } from "./refusalSaid.ts"
import { repeated } from "./repeated.ts"
import { invalid, missing, says, unreadable } from "./says.ts"

const MOST_ITEMS = 1000
const LONGEST_REASON = 3000
const MOST_PAIRS = 50

const item = {
  item_id: textOf(5000),
  amount: maybe(wholeOf(0, LARGEST)),
  tax_inclusive: (value, at) => (value === undefined ? undefined : flagOf(value, at)),
} satisfies Readonly<Record<string, FieldReader<unknown>>>

interface Item {
  readonly id: string
  readonly amount?: number
  readonly taxInclusive?: boolean
}

const items: FieldReader<readonly Item[]> = (value, at) => {
  if (!Array.isArray(value)) return faultAt(at, "must be a list")
  if (value.length === 0) return faultAt(at, "must name an item, or be left out for everything")
  if (value.length > MOST_ITEMS) return faultAt(at, `must name at most ${MOST_ITEMS} items`)
  const read: Item[] = []
  for (const [index, each] of value.entries()) {
    const place = `${at}[${index}]`
    const fields = isJsonObject(each) ? readFields(each, item, place) : faultAt(place, "must be an object")
    if (fields instanceof FieldFault) return fields
    const { amount, item_id: id, tax_inclusive: taxInclusive } = fields
    read.push({
      id,
      ...(amount === undefined ? {} : { amount }),
      ...(taxInclusive === undefined ? {} : { taxInclusive }),
    })
  }
  return read
}

/** Texts by name, and which of them came as something else. */
const metadata: FieldReader<Readonly<Record<string, string>>> = (value, at) => {
  if (!isJsonObject(value)) return faultAt(at, "must be an object")
  const texts: [string, string][] = []
  const typed: string[] = []
  for (const [name, each] of Object.entries(value)) {
    const text = typeof each === "boolean" ? String(each) : (jsonText(each) ?? each)
    if (typeof text !== "string") return faultAt(`${at}.${name.slice(0, 100)}`, "must be a text, a number or a flag")
    if (name === "" || name.length > 40) return faultAt(at, "must have names of 1 to 40 characters")
    if (text.length > 500) return faultAt(`${at}.${name}`, "must have at most 500 characters")
    texts.push([name, text])
    if (typeof each !== "string") typed.push(name)
  }
  return typedIn(Object.fromEntries(texts), typed)
}

const readers = {
  payment_id: textOf(5000),
  items: maybe(items),
  metadata: maybe(metadata),
  reason: (value, at) => (value === "" ? undefined : maybe(textOf(LONGEST_REASON))(value, at)),
} satisfies Readonly<Record<string, FieldReader<unknown>>>

const fieldsOf = (object: JsonObject | FieldFault) =>
  object instanceof FieldFault ? object : readFields(object, readers)

const tooManyKeys = invalid(
  "MAXIMUM_KEYS_REACHED",
  `Metadata can have at most ${MOST_PAIRS} pairs; the names of those that are no texts take the place of one`,
)

/** Nothing else stops a request without a decision. */
const aboveTheKey = new Said({ reply: says("above the key's limit") })

export const create = (businessOf: BusinessOf): Route => ({
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
      return yield* keyFirst(stay, DOOR, content, created(stay, businessOf, given, content))
    }),
})

const DOOR = "dodo"

interface Given {
  readonly payment_id: string
  readonly items: readonly Item[] | undefined
  readonly metadata: Readonly<Record<string, string>>
  readonly reason: string | undefined
}

const givenIn = ({ call }: Stay): Effect.Effect<Given, Said> => {
  const given = fieldsOf(bodyOf(call))
  if (given instanceof FieldFault) return Effect.fail(unreadable(given))
  const { metadata: kept = {} } = given
  const isTooMuch = Object.keys(kept).length > MOST_PAIRS || Object.values(kept).some(({ length }) => length > 500)
  return isTooMuch ? Effect.fail(tooManyKeys) : Effect.succeed({ ...given, metadata: kept })
}

const created = Effect.fnUntraced(function* (
  stay: Stay,
  businessOf: BusinessOf,
  given: Given,
  content: unknown,
): Effect.fn.Return<Told, Wrong> {
  const { caller, services } = stay
  const paymentId = yield* paymentNamed(services, caller, "dodo", { paymentId: given.payment_id })
  if (paymentId === undefined) return yield* missing("payment", given.payment_id)
  const ask = yield* askOf(stay, paymentId, given)
  const wanted = { door: DOOR, paymentId, ask, metadata: given.metadata, content }
  const refund =
    (yield* repeated(stay, wanted)) ??
    (yield* askedRefund(stay, wanted).pipe(Effect.catchTag("Conflict", () => Effect.fail(aboveTheKey))))
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
