/**
 * Reads JSON so that nothing is guessed and nothing is lost: what would be read as something else than was written is
 * refused. One pass over the text beside the engine's own parser; no throw, and never deeper than the limit.
 */
import { isUtf8 } from "node:buffer"
import { isKept } from "@refund-rules/provider-kit"
import { firstFault, limits, type JsonFault } from "./firstFault.ts"
import { cutTooDeep } from "./tooDeep.ts"

// A shorter text is parsed faster than it is looked at, however deep it is.
const LONG = 10_000

/** A value, or the one reason why these bytes are not read. */
export type ReadJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly fault: JsonFault }

/** The value these bytes are the JSON of. */
export const readJson = (bytes: Buffer): ReadJson => {
  if (!isUtf8(bytes)) return refused("not_utf8", "the body is not UTF-8")
  const text = bytes.toString("utf8")
  if (text.charCodeAt(0) === 0xfeff) return refused("byte_order_mark", "the body begins with a byte order mark")
  const cut = text.length > LONG ? cutTooDeep(text) : undefined
  const read = cut ?? text
  let value: unknown
  try {
    value = JSON.parse(read)
  } catch {
    return refused("malformed", text === "" ? "the body is empty, expected JSON" : "the body is not JSON")
  }
  if (isPlain(read, value)) return { ok: true, value }
  const fault = firstFault(read)
  return fault === undefined ? { ok: true, value } : { ok: false, fault }
}

const refused = (code: JsonFault["code"], detail: string): ReadJson => ({
  ok: false,
  fault: { code, pointer: "", detail },
})

const QUOTE = 34
const BACKSLASH = 92

// How many members the objects around the current place have had so far: reading is synchronous, so one will do.
const members = new Int32Array(limits.depth + 1)

/** Whether nothing in the text needs a closer look; it knows already that the text is JSON. */
const isPlain = (text: string, value: unknown): boolean => {
  let depth = 0
  let written = 0
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfPlainText(text, at)
        if (at < 0) return false
        break
      case 123: // {
      case 91: // [
        if (depth === limits.depth) return false
        members[++depth] = 0
        break
      case 125: // }
      case 93: // ]
        depth--
        break
      case 58: // :
        written++
        if (++members[depth]! > limits.members) return false
        break
      case 45: // -
      case 48:
      case 49:
      case 50:
      case 51:
      case 52:
      case 53:
      case 54:
      case 55:
      case 56:
      case 57: {
        const end = endOfNumber(text, at)
        if (!isKept(text, at, end)) return false
        at = end - 1
        break
      }
    }
  }
  // Of members written twice the parser keeps one: then there are fewer than were written.
  return written === membersOf(value)
}

/** Where the text that begins here ends; negative where it has an escape that may stand for no character. */
const endOfPlainText = (text: string, start: number): number => {
  let at = start + 1
  for (;;) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) return at
    if (code === BACKSLASH) {
      if (text.charCodeAt(at + 1) === 117) return -1
      at++
    }
    at++
  }
}

const endOfNumber = (text: string, start: number): number => {
  let at = start + 1
  for (;;) {
    const code = text.charCodeAt(at)
    const isPart =
      (code >= 48 && code <= 57) || code === 46 || code === 101 || code === 69 || code === 43 || code === 45
    if (!isPart) return at
    at++
  }
}

const membersOf = (value: unknown): number => {
  if (typeof value !== "object" || value === null) return 0
  let count = 0
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) count += membersOf(value[index])
    return count
  }
  for (const key of Object.keys(value)) count += 1 + membersOf((value as Record<string, unknown>)[key])
  return count
}
