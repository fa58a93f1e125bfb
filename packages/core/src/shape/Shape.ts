/**
 * What a JSON value must look like, as data: read once by the parser here, once by `schema.ts` for Effect.
 * Readers never throw, copy what they read, and report every fault with its JSON pointer.
 */
import { fault, ok, refuse, type Fault, type Result } from "../money/Result.ts"

/** The description behind a shape, complete enough to build another reader from it. */
export type Form =
  | { readonly kind: "text"; readonly min: number; readonly max: number; readonly pattern?: RegExp | undefined }
  | { readonly kind: "instant" }
  | { readonly kind: "integer"; readonly min: number; readonly max: number }
  | { readonly kind: "boolean" }
  | { readonly kind: "literals"; readonly values: readonly string[] }
  | { readonly kind: "list"; readonly of: Form; readonly min: number; readonly max: number }
  | { readonly kind: "map"; readonly of: Form; readonly maxKey: number; readonly max: number }
  | { readonly kind: "struct"; readonly fields: Readonly<Record<string, Field>> }
  | { readonly kind: "oneOf"; readonly forms: readonly Form[] }

export interface Field {
  readonly form: Form
  readonly optional: boolean
}

/** Reads a value, pushing what is wrong with it; where faults were pushed the returned value means nothing. */
export type Reader<A> = (value: unknown, faults: Fault[]) => A

export interface Shape<A> {
  readonly form: Form
  readonly read: Reader<A>
}

export interface Optional<A> {
  readonly optional: Shape<A>
}

export type TypeOf<S> = S extends Shape<infer A> ? A : never

/** Reads a whole value: all of it, or every fault. */
export const parse = <A>(shape: Shape<A>, value: unknown): Result<A> => {
  const faults: Fault[] = []
  const read = shape.read(value, faults)
  return faults.length === 0 ? ok(read) : refuse(faults)
}

/** Reads one member, putting its key in front of the pointers of its faults. */
export const readAt = <A>(read: Reader<A>, value: unknown, key: string | number, faults: Fault[]): A => {
  const before = faults.length
  const result = read(value, faults)
  for (let index = before; index < faults.length; index++) {
    const one = faults[index]!
    faults[index] = { ...one, path: `/${pointerPart(key)}${one.path}` }
  }
  return result
}

const pointerPart = (key: string | number): string => String(key).replaceAll("~", "~0").replaceAll("/", "~1")

/** Pushes one fault and gives a value nobody may use. */
export const reject = (faults: Fault[], code: string, message: string): never => {
  faults.push(fault(code, message))
  return undefined as never
}

/** Adds a check of the whole value, run only where the value itself could be read. */
export const refine = <A>(shape: Shape<A>, check: (value: A, faults: Fault[]) => void): Shape<A> => ({
  form: shape.form,
  read: (value, faults) => {
    const before = faults.length
    const result = shape.read(value, faults)
    if (faults.length === before) check(result, faults)
    return result
  },
})

export const optional = <A>(shape: Shape<A>): Optional<A> => ({ optional: shape })
