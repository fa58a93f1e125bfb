/** Reads JSON that people wrote: every fault with its place and its line. */
import type { Result } from "@refund-rules/core"
import { Effect } from "effect"
import { readText } from "./files.ts"
import { reasonOf } from "./reasonOf.ts"
import { parseJson } from "./strictJson.ts"
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
  return yield* readBy(parse, { name, what, text, json })
})

/** As `readAs`, of what a command of ours wrote, however large it is. */
export const readOwn = Effect.fnUntraced(function* <A>(
  name: string,
  what: string,
  parse: (json: unknown) => Result<A>,
) {
  const text = yield* readText(name)
  const json = yield* Effect.try({
    try: () => JSON.parse(text) as unknown,
    catch: (error) =>
      unreadable(shownName(name), [{ path: "", code: "not_json", message: `this is not JSON: ${reasonOf(error)}` }]),
  })
  return yield* readBy(parse, { name, what, text, json })
})

const readBy = Effect.fnUntraced(function* <A>(
  parse: (json: unknown) => Result<A>,
  {
    json,
    name,
    text,
    what,
  }: { readonly json: unknown; readonly name: string; readonly text: string; readonly what: string },
) {
  const parsed = parse(json)
  if (!parsed.ok) return yield* unreadable(`${what} ${shownName(name)}`, parsed.faults)
  const read: Read<A> = { name, text, value: parsed.value }
  return read
})

const shownName = (name: string): string => (name === "-" ? "standard input" : `\`${name}\``)
