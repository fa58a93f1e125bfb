/**
 * What the plain door answers where input may be wrong: a value, or everything that is wrong with it; never a throw.
 *
 * @since 0.1.0
 */

/**
 * One thing that is wrong with an input: where (a JSON pointer), which (a stable code) and in words.
 *
 * @since 0.1.0
 */
export interface Fault {
  readonly path: string
  readonly code: string
  readonly message: string
}

/**
 * A value, or every fault found in the input it should have come from.
 *
 * @since 0.1.0
 */
export type Result<A> =
  | { readonly ok: true; readonly value: A }
  | { readonly ok: false; readonly faults: readonly Fault[] }

/** The value was right. */
export const ok = <A>(value: A): Result<A> => ({ ok: true, value })

/** The input was wrong in these ways, all of them. */
export const refuse = (faults: readonly Fault[]): Result<never> => ({ ok: false, faults })

/** One thing that is wrong, of the whole input unless a path says where. */
export const fault = (code: string, message: string, path = ""): Fault => ({ path, code, message })

/** A piece of input as a message may show it: at most 100 characters, and never what stands inside an object. */
export const echo = (input: unknown): string => {
  if (Array.isArray(input)) return "a list"
  if (typeof input === "object") return input === null ? "null" : "an object"
  if (Object.is(input, -0)) return "`-0`"
  const text = typeof input === "string" || typeof input === "number" ? `${input}` : typeof input
  return `\`${text.length > 100 ? `${text.slice(0, 100)}...` : text}\``
}
