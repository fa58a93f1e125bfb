/** A value, or everything that is wrong with the input: nothing is thrown, nothing is half done. */

/**
 * One thing that is wrong with an input: where (a JSON pointer), which (a stable code), and in words.
 *
 * @since 0.1.0
 */
export interface Fault {
  readonly path: string
  readonly code: string
  readonly message: string
}

/**
 * Either the value or all faults at once.
 *
 * @since 0.1.0
 */
export type Result<A> =
  | { readonly ok: true; readonly value: A }
  | { readonly ok: false; readonly faults: readonly Fault[] }

export const ok = <A>(value: A): Result<A> => ({ ok: true, value })

export const refuse = (faults: readonly Fault[]): Result<never> => ({ ok: false, faults })

export const fault = (code: string, message: string, path = ""): Fault => ({ path, code, message })
