/** Reads what a client sent as FastAPI reads it: every part on its own, and all that is wrong is said at once. */
import { parseInstant } from "@refund-rules/core"
import {
  type FacadeCall,
  isJsonObject,
  type Json,
  jsonText,
  jsonWhole,
  type ReadEvery,
} from "@refund-rules/provider-kit"
import { readEvery, readJson, type Said, saysJson } from "@refund-rules/provider-kit"
import { Effect } from "effect"
import { referenceIn } from "../mapping.ts"
import type { FieldFault } from "../Wire.ts"
import { faultAt, invalid } from "./says.ts"

/** What is wrong with a part, but not yet where. */
export interface Fault {
  readonly type: string
  readonly msg: string
}

/** Reads one part; undefined stands for a part that is not there. */
export type Reader<A> = (value: Json | undefined) => A | Fault

type ReadersOf = Readonly<Record<string, Reader<unknown>>>

/** What readers give, each under its name. */
export type Given<Readers extends ReadersOf> = ReadEvery<Readers, Fault>["values"]

const isFault = (value: unknown): value is Fault =>
  typeof value === "object" && value !== null && "type" in value && "msg" in value

/** The parts of a body, or everything that is wrong with it; parts nobody reads are left aside. */
export const bodyOf = <Readers extends ReadersOf>(
  call: FacadeCall,
  readers: Readers,
): Effect.Effect<Given<Readers>, Said> => {
  const object = objectIn(call)
  if (isFieldFault(object)) return Effect.fail(invalid(object))
  const { faults, values } = readEvery(object, readers, isFault)
  return faults.length > 0
    ? Effect.fail(invalid(...faults.map(([name, { msg, type }]) => faultAt(["body", name], type, msg))))
    : Effect.succeed(values)
}

const isFieldFault = (value: object): value is FieldFault => "loc" in value && Array.isArray(value.loc)

const objectIn = (call: FacadeCall): { readonly [name: string]: Json } | FieldFault => {
  const { body } = call
  if (!saysJson(call)) return noObject
  if (body === "") return faultAt(["body"], "missing", "Field required")
  const read = readJson(body)
  if (!read.ok) {
    const why = read.wrong === "twice" ? "JSON with a member that stands twice" : "JSON decode error"
    return faultAt(["body", read.at], "json_invalid", why)
  }
  return isJsonObject(read.value) ? read.value : noObject
}

const noObject = faultAt(
  ["body"],
  "model_attributes_type",
  "Input should be a valid dictionary or object to extract fields from",
)

const missing: Fault = { type: "missing", msg: "Field required" }

/** A whole number, safe to count with. */
export const whole: Reader<number> = (value) => {
  if (value === undefined) return missing
  return jsonWhole(value) ?? { type: "int_type", msg: "Input should be a valid integer" }
}

/** The text of a number; what it is worth depends on the currency. */
export const amount: Reader<string> = (value) => {
  if (value === undefined) return missing
  return jsonText(value) ?? { type: "float_type", msg: "Input should be a valid number" }
}

const noText: Fault = { type: "string_type", msg: "Input should be a valid string" }

export const text: Reader<string> = (value) => {
  if (value === undefined) return missing
  return typeof value === "string" ? value : noText
}

const LONGEST_NOTE = 3000

/** A text that may be left out; an empty one says nothing. */
export const note: Reader<string | null> = (value) => {
  if (value === undefined || value === null || value === "") return null
  if (typeof value !== "string") return noText
  return value.length <= LONGEST_NOTE
    ? value
    : { type: "string_too_long", msg: `String should have at most ${LONGEST_NOTE} characters` }
}

/** An instant with its offset; a date that there is not is none. */
export const instant: Reader<string> = (value) => {
  if (value === undefined) return missing
  if (typeof value !== "string") return { type: "datetime_type", msg: "Input should be a valid datetime" }
  const at = parseInstant(value)
  if (at !== undefined) return at
  return /(z|[+-]\d\d:?\d\d)$/i.test(value)
    ? { type: "datetime_parsing", msg: "Input should be a valid datetime" }
    : { type: "timezone_aware", msg: "Input should have timezone info" }
}

/** A UUID of version 4, in the one form it is compared in. */
export const reference: Reader<string> = (value) => {
  if (value === undefined) return missing
  if (typeof value !== "string") return { type: "uuid_type", msg: "UUID input should be a string" }
  return referenceIn(value) ?? { type: "uuid_parsing", msg: "Input should be a valid UUID of version 4" }
}
