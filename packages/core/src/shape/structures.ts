/** Shapes of structures: objects with known fields, lists, maps, unions by tag. Unknown fields are faults. */
import { echo, fault, type Fault } from "../money/Result.ts"
import { readAt, reject, type Field, type Optional, type Shape, type TypeOf } from "./Shape.ts"

type Fields = Readonly<Record<string, Shape<unknown> | Optional<unknown>>>
type RequiredKeys<F> = { [K in keyof F]: F[K] extends Optional<unknown> ? never : K }[keyof F]
type OptionalKeys<F> = { [K in keyof F]: F[K] extends Optional<unknown> ? K : never }[keyof F]
type Simplify<A> = { [K in keyof A]: A[K] } & {}
type StructOf<F> = Simplify<
  { readonly [K in RequiredKeys<F>]: TypeOf<F[K]> } & {
    readonly [K in OptionalKeys<F>]?: F[K] extends Optional<infer A> ? A : never
  }
>

/** Tells whether a value is an object with members, and no list. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** An object with exactly these fields. */
export const struct = <const F extends Fields>(fields: F): Shape<StructOf<F>> => {
  const known = Object.entries(fields).map(([key, one]) =>
    "optional" in one
      ? { key, shape: one.optional as Shape<unknown>, isOptional: true }
      : { key, shape: one, isOptional: false },
  )
  const described = known.map(({ key, shape, isOptional }): [string, Field] => [
    key,
    { form: shape.form, optional: isOptional },
  ])
  const read = (value: unknown, faults: Fault[]): StructOf<F> => {
    if (!isRecord(value)) return reject(faults, "not_an_object", `expected an object, found ${echo(value)}`)
    const result: Record<string, unknown> = {}
    for (const { key, shape, isOptional } of known) {
      const member = Object.hasOwn(value, key) ? value[key] : undefined
      if (member !== undefined) result[key] = readAt(shape.read, member, key, faults)
      else if (!isOptional) readAt(missing, undefined, key, faults)
    }
    reportUnknown(value, fields, faults)
    return result as StructOf<F>
  }
  return { form: { kind: "struct", fields: Object.fromEntries(described) }, read }
}

const missing = (_: unknown, faults: Fault[]): never => reject(faults, "missing", "expected a value, found none")

const unknownField = (_: unknown, faults: Fault[]): never => reject(faults, "unknown_field", "no such field here")

const reportUnknown = (value: object, fields: Fields, faults: Fault[]): void => {
  for (const key of Object.keys(value)) if (!Object.hasOwn(fields, key)) readAt(unknownField, undefined, key, faults)
}

/** A list, in order, of values of one shape. */
export const list = <A>(shape: Shape<A>, min = 0, max = 1_000_000): Shape<readonly A[]> => ({
  form: { kind: "list", of: shape.form, min, max },
  read: (value, faults) => {
    if (!Array.isArray(value)) return reject(faults, "not_a_list", `expected a list, found ${echo(value)}`)
    if (value.length < min) return reject(faults, "too_few", `expected at least ${min} entries, found ${value.length}`)
    if (value.length > max) return reject(faults, "too_many", `expected at most ${max} entries, found ${value.length}`)
    const result = new Array<A>(value.length)
    for (let index = 0; index < value.length; index++) result[index] = readAt(shape.read, value[index], index, faults)
    return result
  },
})

/** A list of things with an `id`, each of its own: a name that stands twice is a fault, whatever else is wrong. */
export const listById = <A extends { readonly id: string }>(
  shape: Shape<A>,
  code: string,
  min = 0,
): Shape<readonly A[]> => {
  const entries = list(shape, min)
  return {
    form: entries.form,
    read: (value, faults) => {
      if (Array.isArray(value)) reportTwice(value, code, faults)
      return entries.read(value, faults)
    },
  }
}

const reportTwice = (entries: readonly unknown[], code: string, faults: Fault[]): void => {
  const seen = new Set<unknown>()
  entries.forEach((entry, index) => {
    const id: unknown = isRecord(entry) ? entry["id"] : undefined
    if (typeof id === "string" && seen.has(id)) faults.push(fault(code, `${echo(id)} stands twice`, `/${index}/id`))
    seen.add(id)
  })
}

/** An object whose keys are free, such as metadata; a key that would reach the prototype is a fault. */
export const map = <A>(shape: Shape<A>, maxKey: number, max: number): Shape<Readonly<Record<string, A>>> => ({
  form: { kind: "map", of: shape.form, maxKey, max },
  read: (value, faults) => {
    if (!isRecord(value)) return reject(faults, "not_an_object", `expected an object, found ${echo(value)}`)
    const keys = Object.keys(value)
    if (keys.length > max) return reject(faults, "too_many", `expected at most ${max} keys, found ${keys.length}`)
    const result: Record<string, A> = {}
    for (const key of keys) {
      if (key === "" || key.length > maxKey || key === "__proto__") readAt(badKey, undefined, key.slice(0, 100), faults)
      else result[key] = readAt(shape.read, value[key], key, faults)
    }
    return result
  },
})

const badKey = (_: unknown, faults: Fault[]): never => reject(faults, "not_a_key", "no key may be called that here")

/** Either of some shapes of different kinds; the faults are those of the shape that `choose` names. */
export const either = <A, B>(choose: (value: unknown) => boolean, first: Shape<A>, second: Shape<B>): Shape<A | B> => ({
  form: { kind: "oneOf", forms: [first.form, second.form] },
  read: (value, faults) => (choose(value) ? first.read(value, faults) : second.read(value, faults)),
})

type TaggedOf<V> = { [T in keyof V]: { readonly _tag: T } & StructOf<V[T]> }[keyof V]

/** A union told apart by its `_tag`; the tag itself is part of what is read. */
export const tagged = <const V extends Readonly<Record<string, Fields>>>(variants: V): Shape<TaggedOf<V>> => {
  const shapes = new Map<unknown, Shape<TaggedOf<V>>>(
    Object.entries(variants).map(([tag, fields]) => [
      tag,
      struct({ _tag: literal(tag), ...fields }) as Shape<unknown> as Shape<TaggedOf<V>>,
    ]),
  )
  const tags = [...shapes.keys()].join(", ")
  const badTag = (value: unknown, faults: Fault[]): never =>
    reject(faults, value === undefined ? "missing" : "unknown_tag", `expected one of ${tags}, found ${echo(value)}`)
  return {
    form: { kind: "oneOf", forms: [...shapes.values()].map((shape) => shape.form) },
    read: (value, faults) => {
      if (!isRecord(value)) return reject(faults, "not_an_object", `expected an object, found ${echo(value)}`)
      const tag = Object.hasOwn(value, "_tag") ? value["_tag"] : undefined
      const shape = shapes.get(tag)
      return shape === undefined ? readAt(badTag, tag, "_tag", faults) : shape.read(value, faults)
    },
  }
}

const literal = (tag: string): Shape<string> => ({
  form: { kind: "literals", values: [tag] },
  read: (value) => value as string,
})
