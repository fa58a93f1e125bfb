/** What a Dodo client sends to be refunded, read from its JSON: the first thing wrong is what is said. */
import {
  bodyOf,
  faultAt,
  FieldFault,
  type FieldReader,
  flagOf,
  isJsonObject,
  type JsonObject,
  jsonText,
  maybe,
  readFields,
  type Said,
  type Stay,
  textOf,
  wholeOf,
} from "@refund-rules/provider-kit"
import { Effect } from "effect"
import { typedIn } from "../typed.ts"
import { LARGEST } from "../Wire.ts"
import { invalid, unreadable } from "./says.ts"

export interface Given {
  readonly payment_id: string
  readonly items: readonly Item[] | undefined
  readonly metadata: Readonly<Record<string, string>>
  readonly reason: string | undefined
}

export const givenIn = ({ call }: Stay): Effect.Effect<Given, Said> => {
  const given = fieldsOf(bodyOf(call))
  if (given instanceof FieldFault) return Effect.fail(unreadable(given))
  const { metadata: kept = {} } = given
  const isTooMuch = Object.keys(kept).length > MOST_PAIRS || Object.values(kept).some(({ length }) => length > 500)
  return isTooMuch ? Effect.fail(tooManyKeys) : Effect.succeed({ ...given, metadata: kept })
}

const MOST_ITEMS = 1000
const LONGEST_REASON = 3000
const MOST_PAIRS = 50

const item = {
  item_id: textOf(5000),
  amount: maybe(wholeOf(0, LARGEST)),
  tax_inclusive: (value, at) => (value === undefined ? undefined : flagOf(value, at)),
} satisfies Readonly<Record<string, FieldReader<unknown>>>

export interface Item {
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
