/** Reads the query of a list: every parameter known, once, and as it should be; else all that is wrong with it. */
import { parseInstant } from "@refund-rules/core"
import { Effect, Result } from "effect"
import { invalid, type Place, type Problem } from "./Problem.ts"

/** Reads one parameter's text, or says what was expected of it. */
export type Parameter<A> = (text: string) => Result.Result<A, string>

type Parameters = Readonly<Record<string, Parameter<unknown>>>
type Values<P extends Parameters> = { readonly [K in keyof P]?: P[K] extends Parameter<infer A> ? A : never }

/** The values of the parameters that are there. */
export const readQuery = <const P extends Parameters>(
  query: URLSearchParams,
  parameters: P,
): Effect.Effect<Values<P>, Problem> => {
  const values: Record<string, unknown> = {}
  const errors: Place[] = []
  const wrong = (name: string, code: string, detail: string) =>
    void errors.push({ pointer: `/${name.slice(0, 100).replaceAll("~", "~0").replaceAll("/", "~1")}`, code, detail })
  for (const [name, text] of query) {
    if (!Object.hasOwn(parameters, name)) wrong(name, "unknown_field", "no such parameter here")
    else if (Object.hasOwn(values, name)) wrong(name, "duplicate_parameter", "stands more than once")
    else {
      const read = parameters[name]!(text)
      if (Result.isSuccess(read)) values[name] = read.success
      else wrong(name, "not_well_formed", read.failure)
    }
  }
  return errors.length === 0 ? Effect.succeed(values as Values<P>) : Effect.fail(invalid(errors))
}

/** Any text that can name something. */
export const text: Parameter<string> = (given) =>
  given.length >= 1 && given.length <= 255 && !given.includes("\0")
    ? Result.succeed(given)
    : Result.fail("expected 1 to 255 characters")

/** One of some words. */
export const oneOf =
  <const A extends readonly string[]>(...words: A): Parameter<A[number]> =>
  (given) =>
    words.includes(given) ? Result.succeed(given) : Result.fail(`expected one of ${words.join(", ")}`)

/** A whole number in decimal digits, between two others. */
export const whole =
  (min: number, max: number): Parameter<number> =>
  (given) =>
    /^(0|[1-9]\d{0,15})$/.test(given) && Number(given) >= min && Number(given) <= max
      ? Result.succeed(Number(given))
      : Result.fail(`expected a whole number from ${min} to ${max}`)

/** An instant that there is; read to UTC, as instants are kept. */
export const instant: Parameter<string> = (given) => {
  const at = parseInstant(given.toUpperCase())
  return at === undefined
    ? Result.fail("expected an instant such as 2026-01-31T12:00:00Z; write `+` as `%2B`")
    : Result.succeed(at)
}

/** The parameters that every list has. */
export const paging = { limit: whole(1, 200), cursor: text }

/** Splits what was read into how a list goes on and what it is narrowed to. */
export const pagingOf = <A extends { readonly limit?: number; readonly cursor?: string }>(values: A) => {
  const { cursor, limit = 50, ...filter } = values
  return { paging: { limit, ...(cursor === undefined ? {} : { cursor }) }, filter }
}
