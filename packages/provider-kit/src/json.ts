/**
 * Reads JSON so that nothing is guessed: a number stays the text it was written as, a member may stand once only, and
 * nothing is deeper or larger than the limits. No throw, and no member reaches a prototype.
 */

const TEXT = Symbol("the text of a number")

/**
 * A number as it was written: `8.20` is not `8.2`, and 17 digits are all there.
 *
 * @since 0.1.0
 */
export interface JsonNumber {
  readonly [TEXT]: string
}

/**
 * A value of JSON whose numbers are texts. Objects have no prototype.
 *
 * @since 0.1.0
 */
export type Json = string | boolean | null | JsonNumber | readonly Json[] | JsonObject

/**
 * An object of JSON.
 *
 * @since 0.1.0
 */
export interface JsonObject {
  readonly [name: string]: Json
}

/**
 * What was read, or where it could not be and why: `malformed` is no JSON, `twice` a member that stands twice, `size`
 * more than anybody needs.
 *
 * @since 0.1.0
 */
export type JsonRead =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly at: number; readonly wrong: "malformed" | "twice" | "size" }

const DEPTH = 32
const MEMBERS = 20_000

/**
 * Reads a text of JSON.
 *
 * @example
 * ```ts
 * import { jsonText, readJson } from "@refund-rules/provider-kit"
 *
 * const read = readJson("8.20")
 * read.ok && jsonText(read.value) // => "8.20"
 * readJson('{"a":1,"a":2}') // => { ok: false, at: 7, wrong: "twice" }
 * ```
 *
 * @since 0.1.0
 */
export const readJson = (text: string): JsonRead => {
  const reading: Reading = { text, at: 0, members: 0, wrong: "malformed" }
  const value = valueAt(reading, 0)
  skip(reading)
  return value === undefined || reading.at < text.length
    ? { ok: false, at: reading.at, wrong: value === undefined ? reading.wrong : "malformed" }
    : { ok: true, value }
}

/**
 * The text of a number; undefined for everything else.
 *
 * @example
 * ```ts
 * import { jsonText, readJson } from "@refund-rules/provider-kit"
 *
 * const read = readJson("1e2")
 * read.ok && jsonText(read.value) // => "1e2"
 * ```
 *
 * @since 0.1.0
 */
export const jsonText = (value: unknown): string | undefined =>
  typeof value === "object" && value !== null && TEXT in value ? (value as JsonNumber)[TEXT] : undefined

/**
 * An object of JSON, as opposed to a list, a number and everything that is no object at all.
 *
 * @example
 * ```ts
 * import { isJsonObject, readJson } from "@refund-rules/provider-kit"
 *
 * const read = readJson('{"a":1}')
 * read.ok && isJsonObject(read.value) // => true
 * ```
 *
 * @since 0.1.0
 */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(TEXT in value)

/**
 * A whole number that is safe to count with; undefined for everything else, `1.0` and `1e2` included.
 *
 * @example
 * ```ts
 * import { jsonWhole, readJson } from "@refund-rules/provider-kit"
 *
 * const whole = readJson("100")
 * whole.ok && jsonWhole(whole.value) // => 100
 * ```
 *
 * @since 0.1.0
 */
export const jsonWhole = (value: unknown): number | undefined => {
  const text = jsonText(value) ?? ""
  const number = /^(0|-?[1-9]\d{0,15})$/.test(text) ? Number(text) : Number.NaN
  return Number.isSafeInteger(number) ? number : undefined
}

/**
 * A number that `JSON.stringify` writes exactly as the text given, which is a number of JSON.
 *
 * @example
 * ```ts
 * import { numberOf } from "@refund-rules/provider-kit"
 *
 * JSON.stringify({ amount: numberOf("90071992547409.91") }) // => '{"amount":90071992547409.91}'
 * ```
 *
 * @since 0.1.0
 */
export const numberOf = (text: string): unknown => raw.rawJSON(text)

/** The language has it; its library has no type for it yet. */
const raw = JSON as unknown as { readonly rawJSON: (text: string) => unknown }

interface Reading {
  readonly text: string
  at: number
  members: number
  wrong: "malformed" | "twice" | "size"
}

const skip = (reading: Reading): void => {
  const { text } = reading
  for (;;) {
    const code = text.charCodeAt(reading.at)
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return
    reading.at++
  }
}

const words: ReadonlyMap<string, readonly [string, boolean | null]> = new Map([
  ["t", ["true", true]],
  ["f", ["false", false]],
  ["n", ["null", null]],
])

/** The value that begins here; undefined where none does. */
const valueAt = (reading: Reading, depth: number): Json | undefined => {
  skip(reading)
  const { at, text } = reading
  const first = text[at] ?? ""
  if (first === '"') return textAt(reading)
  if (first === "{" || first === "[") {
    if (depth < DEPTH) return first === "{" ? objectAt(reading, depth) : listAt(reading, depth)
    reading.wrong = "size"
    return undefined
  }
  const [word, value] = words.get(first) ?? []
  if (word === undefined || value === undefined) return numberAt(reading)
  if (!text.startsWith(word, at)) return undefined
  reading.at += word.length
  return value
}

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y

const numberAt = (reading: Reading): JsonNumber | undefined => {
  number.lastIndex = reading.at
  const [text] = number.exec(reading.text) ?? []
  if (text === undefined) return undefined
  reading.at += text.length
  return { [TEXT]: text }
}

/** Up to the quote that ends it; only a text with an escape or a control character needs a closer look. */
const textAt = (reading: Reading): string | undefined => {
  const { at, text } = reading
  let end = at + 1
  let isPlain = true
  for (;;) {
    const code = text.charCodeAt(end)
    if (code === 34) break
    if (!(code >= 32)) return undefined
    if (code === 92) {
      isPlain = false
      end++
    }
    end++
  }
  const found = isPlain ? text.slice(at + 1, end) : unescaped(text.slice(at, end + 1))
  if (found !== undefined) reading.at = end + 1
  return found
}

const unescaped = (quoted: string): string | undefined => {
  try {
    const found: unknown = JSON.parse(quoted)
    // Half a character is none: it would be kept as another one than was written. U+0000 no PostgreSQL keeps.
    return typeof found === "string" && found.isWellFormed() && !found.includes("\0") ? found : undefined
  } catch {
    return undefined
  }
}

/** Whether a comma goes on; undefined where neither a comma nor the end stands here. */
const goesOn = (reading: Reading, end: "]" | "}"): boolean | undefined => {
  skip(reading)
  const sign = reading.text[reading.at]
  if (sign !== "," && sign !== end) return undefined
  reading.at++
  return sign === ","
}

const isEmpty = (reading: Reading, end: "]" | "}"): boolean => {
  reading.at++
  skip(reading)
  if (reading.text[reading.at] !== end) return false
  reading.at++
  return true
}

const counted = (reading: Reading): boolean => {
  if (++reading.members <= MEMBERS) return true
  reading.wrong = "size"
  return false
}

const listAt = (reading: Reading, depth: number): readonly Json[] | undefined => {
  const list: Json[] = []
  if (isEmpty(reading, "]")) return list
  for (;;) {
    const value = counted(reading) ? valueAt(reading, depth + 1) : undefined
    if (value === undefined) return undefined
    list.push(value)
    const more = goesOn(reading, "]")
    if (more !== true) return more === undefined ? undefined : list
  }
}

const objectAt = (reading: Reading, depth: number): JsonObject | undefined => {
  const object = Object.create(null) as { [name: string]: Json }
  if (isEmpty(reading, "}")) return object
  for (;;) {
    skip(reading)
    const start = reading.at
    const name = reading.text[start] === '"' && counted(reading) ? textAt(reading) : undefined
    if (name === undefined) return undefined
    if (object[name] !== undefined) {
      reading.at = start
      reading.wrong = "twice"
      return undefined
    }
    skip(reading)
    if (reading.text[reading.at] !== ":") return undefined
    reading.at++
    const value = valueAt(reading, depth + 1)
    if (value === undefined) return undefined
    object[name] = value
    const more = goesOn(reading, "}")
    if (more !== true) return more === undefined ? undefined : object
  }
}
