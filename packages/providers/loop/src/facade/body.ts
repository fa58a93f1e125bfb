/** Reads what a client sent: every member on its own, and all that is wrong is said at once; others are left aside. */
import {
  type FacadeCall,
  isJsonObject,
  type Json,
  jsonWhole,
  type ReadEvery,
  readEvery,
  readJson,
  type Said,
  saysJson,
} from "@refund-rules/provider-kit"
import { Effect } from "effect"
import { invalid } from "./says.ts"

/** What is wrong with a member, in words that follow its name. */
export interface Fault {
  readonly wrong: string
}

/** Reads one member; undefined stands for one that is not there. */
export type Reader<A> = (value: Json | undefined) => A | Fault

type ReadersOf = Readonly<Record<string, Reader<unknown>>>

/** What readers give, each under its name. */
export type Given<Readers extends ReadersOf> = ReadEvery<Readers, Fault>["values"]

const isFault = (value: unknown): value is Fault => typeof value === "object" && value !== null && "wrong" in value

/** The members of a body, or everything that is wrong with it. */
export const bodyOf = <Readers extends ReadersOf>(
  call: FacadeCall,
  readers: Readers,
): Effect.Effect<Given<Readers>, Said> => {
  const read = readJson(call.body)
  if (!saysJson(call) || !read.ok || !isJsonObject(read.value)) {
    const why = !read.ok && read.wrong === "twice" ? ": a member stands twice" : ""
    return Effect.fail(invalid(`The body must be a JSON object${why}`))
  }
  const { faults, values } = readEvery(read.value, readers, isFault)
  return faults.length > 0
    ? Effect.fail(invalid(faults.map(([name, { wrong }]) => `${name} ${wrong}`).join("; ")))
    : Effect.succeed(values)
}

const LONGEST_NAME = 255

export const name: Reader<string> = (value) => {
  if (value === undefined) return { wrong: "is required" }
  if (typeof value !== "string" || value === "") return { wrong: "must be a text of at least one character" }
  return value.length <= LONGEST_NAME ? value : { wrong: `must have at most ${LONGEST_NAME} characters` }
}

/** The text of a whole number above zero, where it is there. */
export const cents: Reader<string | undefined> = (value) => {
  if (value === undefined) return undefined
  const whole = jsonWhole(value)
  return whole !== undefined && whole > 0 ? String(whole) : { wrong: "must be an integer greater than 0" }
}

export const flag: Reader<boolean | undefined> = (value) =>
  value === undefined || typeof value === "boolean" ? value : { wrong: "must be true or false" }

const LONGEST_REASON = 3000

/** A text that may be left out; an empty one says nothing. */
export const reason: Reader<string | undefined> = (value) => {
  if (value === undefined || value === null || value === "") return undefined
  if (typeof value !== "string") return { wrong: "must be a text or null" }
  return value.length <= LONGEST_REASON ? value : { wrong: `must have at most ${LONGEST_REASON} characters` }
}
