/** What a policy or an expectation draws lines by, as data: the places where an answer may change. */

/** A window, as a requirement writes it. */
export interface Window {
  readonly of: "captured" | "delivered" | "ordered"
  readonly days: number
  readonly timeZone?: string
}

/** A limit on what a customer or an actor was given in some days. */
export interface PastLimit {
  readonly whose: "customer" | "actor"
  readonly days: number
  readonly count?: number
  readonly limits?: Readonly<Record<string, number>>
}

/** What else an answer may look at; each adds a dimension to what is searched. */
export type Sight = "note" | "dispute" | "part"

/**
 * Where answers may change: amounts, windows, counts and names; read from policies, and told by expectations.
 *
 * @since 0.1.0
 */
export interface Edges {
  readonly limits: readonly Readonly<Record<string, number>>[]
  readonly amounts: readonly number[]
  readonly percents: readonly number[]
  readonly counts: readonly number[]
  readonly basisPoints: readonly number[]
  readonly windows: readonly Window[]
  /** Moments from which something else holds, such as another version of the policy. */
  readonly instants: readonly string[]
  readonly past: readonly PastLimit[]
  readonly currencies: readonly string[]
  readonly providers: readonly string[]
  readonly kinds: readonly string[]
  readonly tags: readonly string[]
  readonly reasons: readonly string[]
  readonly sights: readonly Sight[]
}

/** Edges with nothing in them but what is given. */
export const edges = (some: Partial<Edges> = {}): Edges => ({ ...none, ...some })

const none: Edges = {
  limits: [],
  amounts: [],
  percents: [],
  counts: [],
  basisPoints: [],
  windows: [],
  instants: [],
  past: [],
  currencies: [],
  providers: [],
  kinds: [],
  tags: [],
  reasons: [],
  sights: [],
}

/** All edges together, each once. */
export const together = (all: readonly Edges[]): Edges => {
  const joined = <K extends keyof Edges>(name: K): Edges[K] =>
    distinct(all.flatMap((one): readonly unknown[] => one[name])) as unknown as Edges[K]
  return Object.fromEntries(Object.keys(none).map((name) => [name, joined(name as keyof Edges)])) as unknown as Edges
}

/** Each value once, by what it says. */
export const distinct = <A>(values: readonly A[]): readonly A[] => [
  ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
]
