/** Everything one step simpler than a JSON value, and still of its kind: a part less, a smaller number, a rounder date. */
import fc from "fast-check"
import { isInstant, simplerInstants, simplerNumbers, simplest, weight } from "./weight.ts"

/** What makes a value one of its kind; `mend` keeps together what must add up. */
export interface Kind<A> {
  readonly isValid: (value: A) => boolean
  readonly mend?: (value: A) => A
  /** Steps that change several places together. */
  readonly leaps?: (value: A) => readonly A[]
}

/** Valid and lighter values, the greatest steps first. */
export function* simpler<A>(value: A, { isValid, leaps, mend = (one) => one }: Kind<A>): Generator<A> {
  const known = weight(value)
  const isSimpler = (one: A): boolean => weight(one) < known && isValid(one)
  for (const step of steps(value, "")) {
    const mended = mend(step as A)
    if (isSimpler(mended)) yield mended
  }
  for (const leap of leaps?.(value) ?? []) if (isSimpler(leap)) yield leap
}

function* steps(value: unknown, name: string): Generator<unknown> {
  if (typeof value === "number") yield* simplerNumbers(value)
  else if (typeof value === "string") {
    if (isInstant(value)) yield* simplerInstants(value)
    else if (name in simplest && simplest[name] !== value) yield simplest[name]
  } else if (Array.isArray(value)) yield* stepsOfList(value)
  else if (typeof value === "object" && value !== null) yield* stepsOfRecord(value as Record<string, unknown>)
}

function* stepsOfList(list: readonly unknown[]): Generator<unknown> {
  if (list.length > 1) yield []
  if (list.length > 2) yield list.slice(0, 1)
  if (list.length > 3) yield list.slice(0, Math.floor(list.length / 2))
  for (const [place] of list.entries()) yield list.toSpliced(place, 1)
  // What belongs together goes together: a refund and its failure, a dispute and its end.
  for (const [place] of list.entries())
    for (let other = place + 1; other < list.length && list.length > 2 && list.length < 7; other++)
      yield list.toSpliced(other, 1).toSpliced(place, 1)
  for (const [place, entry] of list.entries()) {
    for (const step of steps(entry, "")) yield list.with(place, step)
  }
}

function* stepsOfRecord(record: Readonly<Record<string, unknown>>): Generator<unknown> {
  for (const name of Object.keys(record)) {
    const { [name]: _left, ...rest } = record
    yield rest
  }
  for (const [name, member] of Object.entries(record)) {
    for (const step of steps(member, name)) yield { ...record, [name]: step }
  }
}

/** An arbitrary that draws as another does and shrinks by `simpler`, so that any value shrinks, wherever it came from. */
export class Readable<A> extends fc.Arbitrary<A> {
  readonly #drawn: fc.Arbitrary<A>
  readonly #kind: Kind<A>

  constructor(drawn: fc.Arbitrary<A>, kind: Kind<A>) {
    super()
    this.#drawn = drawn.filter(kind.isValid)
    this.#kind = kind
  }

  generate(random: fc.Random, bias: number | undefined): fc.Value<A> {
    return new fc.Value(this.#drawn.generate(random, bias).value, undefined)
  }

  canShrinkWithoutContext(value: unknown): value is A {
    return this.#kind.isValid(value as A)
  }

  shrink(value: A): fc.Stream<fc.Value<A>> {
    const kind = this.#kind
    return fc.stream(
      (function* () {
        for (const one of simpler(value, kind)) yield new fc.Value(one, undefined)
      })(),
    )
  }
}
