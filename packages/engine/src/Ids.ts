/** New ids: in the order of time, and nobody guesses the next one. */
import { Context } from "effect"

/**
 * Makes an id of a kind at an instant; tests may give their own.
 *
 * @since 0.1.0
 */
export const Ids = Context.Reference<(prefix: string, at: string) => string>("@refund-rules/engine/Ids", {
  defaultValue: () => (prefix, at) => `${prefix}_${written(Date.parse(at), 10)}${chance()}`,
})

/** Letters and digits that are not mistaken for each other, in the order of their codes. */
const DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"

const written = (value: number, length: number): string => {
  let text = ""
  for (let rest = value; text.length < length; rest = Math.floor(rest / 32)) text = DIGITS[rest % 32]! + text
  return text
}

/** 80 bits that nobody can guess. */
const chance = (): string => [...random(16)].map((byte) => DIGITS[byte & 31]!).join("")

/** Node, browsers and workers all have it; the language alone has no type for it. */
const random = (length: number): Uint8Array =>
  (globalThis as unknown as { crypto: { getRandomValues: (bytes: Uint8Array) => Uint8Array } }).crypto.getRandomValues(
    new Uint8Array(length),
  )
