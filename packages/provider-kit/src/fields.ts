/** Reads the fields of a JSON body, one at a time: the first that is wrong is what is said; what nobody reads is left aside. */
import { Data } from "effect"
import type { FacadeCall } from "./Facade.ts"
import { isJsonObject, type Json, type JsonObject, jsonWhole, readJson } from "./json.ts"
import { headerOf } from "./Visit.ts"

/**
 * What is wrong with a field, and where it stands: `items[0].amount`; the empty place is the whole body.
 *
 * @since 0.1.0
 */
export class FieldFault extends Data.TaggedError("FieldFault")<{ readonly at: string; readonly message: string }> {}

/**
 * What is wrong with the field at a place.
 *
 * @example
 * ```ts
 * import { faultAt } from "@refund-rules/provider-kit"
 *
 * faultAt("items[0].amount", "is missing").at // => "items[0].amount"
 * ```
 *
 * @since 0.1.0
 */
export const faultAt = (at: string, message: string): FieldFault => new FieldFault({ at, message })

/**
 * Reads one field; undefined stands for one that is not there.
 *
 * @since 0.1.0
 */
export type FieldReader<A> = (value: Json | undefined, at: string) => A | FieldFault

type ReadersOf = Readonly<Record<string, FieldReader<unknown>>>

/**
 * What readers give, each under its name.
 *
 * @since 0.1.0
 */
export type Fields<Readers extends ReadersOf> = {
  readonly [Name in keyof Readers]: Exclude<ReturnType<Readers[Name]>, FieldFault>
}

/**
 * Whether a request's body is JSON by what it says of itself; one that says nothing is.
 *
 * @example
 * ```ts
 * import { saysJson } from "@refund-rules/provider-kit"
 *
 * const call = { method: "POST", path: "/", query: "", body: "" }
 * saysJson({ ...call, headers: { "content-type": "application/json; charset=utf-8" } }) // => true
 * saysJson({ ...call, headers: { "content-type": "text/plain" } }) // => false
 * ```
 *
 * @since 0.1.0
 */
export const saysJson = (call: FacadeCall): boolean => {
  const [media = ""] = (headerOf(call, "content-type") ?? "application/json").split(";")
  return /^application\/([\w.-]+\+)?json$/i.test(media.trim())
}

/**
 * The object that a request's body is; a body that does not say what it is counts as JSON.
 *
 * @example
 * ```ts
 * import { bodyOf, FieldFault } from "@refund-rules/provider-kit"
 *
 * const call = { method: "POST", path: "/", query: "", headers: {}, body: "[]" }
 * const body = bodyOf(call)
 * body instanceof FieldFault && body.message // => "the body must be an object"
 * ```
 *
 * @since 0.1.0
 */
export const bodyOf = (call: FacadeCall): JsonObject | FieldFault => {
  if (!saysJson(call)) {
    return faultAt("", "the body must be JSON, and its content type application/json")
  }
  const read = readJson(call.body)
  if (!read.ok) {
    return faultAt("", read.wrong === "twice" ? "a member stands twice" : "the body is no JSON that can be read")
  }
  return isJsonObject(read.value) ? read.value : faultAt("", "the body must be an object")
}

/**
 * The fields of an object, or what is wrong with the first that is.
 *
 * @example
 * ```ts
 * import { FieldFault, readFields, textOf, wholeOf } from "@refund-rules/provider-kit"
 *
 * const fields = readFields({ id: "" }, { id: textOf(10), amount: wholeOf(1, 9) })
 * fields instanceof FieldFault && fields.at // => "id"
 * ```
 *
 * @since 0.1.0
 */
export const readFields = <Readers extends ReadersOf>(
  object: JsonObject,
  readers: Readers,
  at = "",
): Fields<Readers> | FieldFault => {
  const fields: Record<string, unknown> = {}
  for (const [name, reader] of Object.entries(readers)) {
    const value = reader(object[name], at === "" ? name : `${at}.${name}`)
    if (value instanceof FieldFault) return value
    fields[name] = value
  }
  // Every value was given by the reader of its own name.
  return fields as Fields<Readers>
}

type Readers = Readonly<Record<string, (value: Json | undefined) => unknown>>

/**
 * What was read of an object, field by field: everything that could be, and everything that is wrong.
 *
 * @since 0.1.0
 */
export interface ReadEvery<Given extends Readers, Fault> {
  readonly values: { readonly [Name in keyof Given]: Exclude<ReturnType<Given[Name]>, Fault> }
  readonly faults: readonly (readonly [name: string, fault: Fault])[]
}

/**
 * Every field of an object with its own reader, for providers that say all that is wrong at once. The values are whole where
 * there are no faults.
 *
 * @example
 * ```ts
 * import { readEvery } from "@refund-rules/provider-kit"
 *
 * const text = (value: unknown) => (typeof value === "string" ? value : new Error("no text"))
 * const isFault = (value: unknown): value is Error => value instanceof Error
 * readEvery({ a: "x", b: true }, { a: text, b: text, c: text }, isFault).faults.map(([name]) => name) // => ["b", "c"]
 * ```
 *
 * @since 0.1.0
 */
export const readEvery = <Given extends Readers, Fault>(
  object: JsonObject,
  readers: Given,
  isFault: (value: unknown) => value is Fault,
): ReadEvery<Given, Fault> => {
  const faults: (readonly [string, Fault])[] = []
  const values: Record<string, unknown> = {}
  for (const [name, reader] of Object.entries(readers)) {
    const value = reader(object[name])
    if (isFault(value)) faults.push([name, value])
    else values[name] = value
  }
  // Every value was given by the reader of its own name.
  return { faults, values: values as ReadEvery<Given, Fault>["values"] }
}

/**
 * A field that may be left out, or null.
 *
 * @example
 * ```ts
 * import { flagOf, maybe } from "@refund-rules/provider-kit"
 *
 * maybe(flagOf)(null, "full") // => undefined
 * ```
 *
 * @since 0.1.0
 */
export const maybe =
  <A>(reader: FieldReader<A>): FieldReader<A | undefined> =>
  (value, at) =>
    value === undefined || value === null ? undefined : reader(value, at)

/**
 * A text of 1 to so many characters.
 *
 * @example
 * ```ts
 * import { textOf } from "@refund-rules/provider-kit"
 *
 * textOf(3)("abc", "id") // => "abc"
 * ```
 *
 * @since 0.1.0
 */
export const textOf =
  (longest: number): FieldReader<string> =>
  (value, at) => {
    if (value === undefined) return faultAt(at, "is missing")
    if (typeof value !== "string") return faultAt(at, "must be a text")
    if (value === "") return faultAt(at, "must not be empty")
    return value.length <= longest ? value : faultAt(at, `must have at most ${longest} characters`)
  }

/**
 * One of a few words.
 *
 * @example
 * ```ts
 * import { wordOf } from "@refund-rules/provider-kit"
 *
 * wordOf("duplicate", "fraudulent")("duplicate", "reason") // => "duplicate"
 * ```
 *
 * @since 0.1.0
 */
export const wordOf =
  <const Word extends string>(...words: readonly Word[]): FieldReader<Word> =>
  (value, at) =>
    words.find((word) => word === value) ?? faultAt(at, `must be one of ${words.join(", ")}`)

/**
 * Yes or no.
 *
 * @example
 * ```ts
 * import { flagOf } from "@refund-rules/provider-kit"
 *
 * flagOf(true, "full") // => true
 * ```
 *
 * @since 0.1.0
 */
export const flagOf: FieldReader<boolean> = (value, at) =>
  typeof value === "boolean" ? value : faultAt(at, "must be true or false")

/**
 * A whole number within bounds.
 *
 * @example
 * ```ts
 * import { readJson, wholeOf } from "@refund-rules/provider-kit"
 *
 * const read = readJson("7")
 * read.ok && wholeOf(1, 9)(read.value, "amount") // => 7
 * ```
 *
 * @since 0.1.0
 */
export const wholeOf =
  (least: number, most: number): FieldReader<number> =>
  (value, at) => {
    const number = jsonWhole(value)
    return number !== undefined && number >= least && number <= most
      ? number
      : faultAt(at, `must be a whole number from ${least} to ${most}`)
  }
