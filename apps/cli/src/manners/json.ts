/** Reads JSON that people wrote: every fault with its place and its line. */
import type { Fault, Result } from "@refund-rules/core"
import { Effect } from "effect"
import { readText } from "./files.ts"
import { unreadable } from "./Wrong.ts"

/** A file's text with what it says. */
export interface Read<A> {
  readonly name: string
  readonly text: string
  readonly value: A
}

/** JSON of any shape. */
export const readJson = Effect.fnUntraced(function* (name: string) {
  const text = yield* readText(name)
  const parsed = parseJson(text)
  if (!parsed.ok) return yield* unreadable(shownName(name), parsed.faults)
  const read: Read<unknown> = { name, text, value: parsed.value }
  return read
})

/** JSON as one of the core's parsers reads it. */
export const readAs = Effect.fnUntraced(function* <A>(name: string, what: string, parse: (json: unknown) => Result<A>) {
  const { text, value: json } = yield* readJson(name)
  const parsed = parse(json)
  if (!parsed.ok) return yield* unreadable(`${what} ${shownName(name)}`, parsed.faults)
  const read: Read<A> = { name, text, value: parsed.value }
  return read
})

const shownName = (name: string): string => (name === "-" ? "standard input" : `\`${name}\``)

/** What a text says as JSON, or where it stops being any. */
export const parseJson = (text: string): Result<unknown> => {
  try {
    return { ok: true, value: JSON.parse(text) as unknown }
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    const fault: Fault = { path: "", code: "not_json", message: `this is not JSON: ${words}` }
    return { ok: false, faults: [fault] }
  }
}
