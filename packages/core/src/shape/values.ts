/** Shapes of single values: text, whole numbers, choices, instants. */
import { isCurrency, type Currency } from "../money/Currency.ts"
import type { Minor } from "../money/Minor.ts"
import { echo, type Fault } from "../money/Result.ts"
import { parseInstant, type Instant } from "./instant.ts"
import { reject, type Shape } from "./Shape.ts"

export const text = (min: number, max: number, pattern?: RegExp): Shape<string> => ({
  form: { kind: "text", min, max, pattern },
  read: (value, faults) => {
    if (typeof value !== "string") return reject(faults, "not_text", `expected text, found ${echo(value)}`)
    if (value.length < min) return reject(faults, "too_short", `expected at least ${min} characters`)
    if (value.length > max)
      return reject(faults, "too_long", `expected at most ${max} characters, found ${value.length}`)
    if (pattern !== undefined && !pattern.test(value)) {
      return reject(faults, "not_well_formed", `expected text like \`${pattern.source}\`, found ${echo(value)}`)
    }
    return value
  },
})

/** Names of things: payments, lines, refunds, customers. */
export const identifier = text(1, 255)

const readInteger = (value: unknown, min: number, max: number, faults: Fault[]): number => {
  if (!Number.isInteger(value)) {
    // `5000` and "5000" must not look alike to whoever wrote the second.
    const found = typeof value === "string" ? `the text ${echo(value)}` : echo(value)
    return reject(faults, "not_an_integer", `expected a whole number, found ${found}`)
  }
  const number = value as number
  if (Object.is(number, -0)) return reject(faults, "minus_zero", "expected a whole number, found minus zero")
  if (!Number.isSafeInteger(number)) {
    return reject(faults, "unsafe_integer", `expected a whole number up to 9007199254740991, found ${echo(number)}`)
  }
  if (number < min) return reject(faults, "too_small", `expected at least ${min}, found ${echo(number)}`)
  if (number > max) return reject(faults, "too_large", `expected at most ${max}, found ${echo(number)}`)
  return number
}

export const integer = (min: number, max: number = Number.MAX_SAFE_INTEGER): Shape<number> => ({
  form: { kind: "integer", min, max },
  read: (value, faults) => readInteger(value, min, max, faults),
})

export const minor: Shape<Minor> = integer(0) as Shape<Minor>

export const flag: Shape<boolean> = {
  form: { kind: "boolean" },
  read: (value, faults) =>
    typeof value === "boolean"
      ? value
      : reject(faults, "not_a_boolean", `expected true or false, found ${echo(value)}`),
}

export const literals = <const A extends readonly string[]>(...values: A): Shape<A[number]> => ({
  form: { kind: "literals", values },
  read: (value, faults) =>
    values.includes(value as string)
      ? (value as A[number])
      : reject(faults, "not_one_of", `expected one of ${values.join(", ")}, found ${echo(value)}`),
})

export const currency: Shape<Currency> = {
  form: { kind: "text", min: 3, max: 3, pattern: /^[A-Z]{3}$/ },
  read: (value, faults) =>
    isCurrency(value)
      ? value
      : reject(faults, "unknown_currency", `expected an ISO 4217 code such as USD, found ${echo(value)}`),
}

export const instant: Shape<Instant> = {
  form: { kind: "instant" },
  read: (value, faults) =>
    parseInstant(value) ??
    reject(faults, "not_an_instant", `expected an instant such as 2026-01-31T12:00:00Z, found ${echo(value)}`),
}
