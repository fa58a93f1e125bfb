/** The versions of one policy as judges need them: which is in force, and what of other payments they look at. */
import { inForce, type Instant, type Policy } from "@refund-rules/core"
import { Effect } from "effect"
import type { Looking, StoreUnavailable } from "../LedgerStore.ts"
import { lookingBack } from "../lookingBack.ts"
import type { PolicyBook, PolicyVersion } from "../PolicyBook.ts"
import type { Scope } from "../Scope.ts"

/** One policy of a merchant; `id` is the one that was looked for. */
export interface Rulebook {
  readonly id: string
  /** Undefined where none is in force: then only the invariants apply. */
  readonly policyFor: (facts: {
    readonly capturedAt?: Instant | undefined
    readonly askedAt: Instant
  }) => Policy | undefined
  readonly looking: (askedAt: Instant, actor: string) => Looking | undefined
  readonly version: (version: number) => Policy | undefined
}

export interface Rulebooks {
  /** A policy nobody published is judged by `default`: naming one never makes a refund easier. */
  readonly of: (scope: Scope, id: string) => Effect.Effect<Rulebook, StoreUnavailable>
}

export const DEFAULT_POLICY = "default"

/** Policies that are kept at hand; the oldest gives way. */
const KEPT = 1000

/**
 * Asks the book every time, so that no version is ever missed, and keeps what was made of the same answer: what the core
 * compiled of a policy stays with the very same object.
 */
export const rulebooksOf = (book: (typeof PolicyBook)["Service"]): Rulebooks => {
  const kept = new Map<string, { readonly versions: readonly PolicyVersion[]; readonly rulebook: Rulebook }>()
  const versionsFor = Effect.fnUntraced(function* (scope: Scope, id: string) {
    const versions = yield* book.versions(scope, id)
    if (versions.length > 0 || id === DEFAULT_POLICY) return versions
    return yield* book.versions(scope, DEFAULT_POLICY)
  })
  const of = Effect.fnUntraced(function* (scope: Scope, id: string) {
    const versions = yield* versionsFor(scope, id)
    const place = JSON.stringify([scope.merchant, scope.mode, id])
    const known = kept.get(place)
    if (known !== undefined && sameVersions(known.versions, versions)) return known.rulebook
    const rulebook = rulebookOf(id, versions)
    kept.delete(place)
    kept.set(place, { versions, rulebook })
    if (kept.size > KEPT) kept.delete(kept.keys().next().value!)
    return rulebook
  })
  return { of }
}

const sameVersions = (a: readonly PolicyVersion[], b: readonly PolicyVersion[]): boolean =>
  a === b ||
  (a.length === b.length &&
    a.every(({ hash, id, version }, at) => id === b[at]!.id && version === b[at]!.version && hash === b[at]!.hash))

const rulebookOf = (id: string, versions: readonly PolicyVersion[]): Rulebook => {
  const published = new Map(versions.map((one) => [one.version, numbered(one)]))
  // In force from the instant it was published where it says none itself; its content, and so its hash, stays as it is.
  const dated = versions.map(({ effectiveFrom, policy, version }) => ({
    ...policy,
    version,
    effectiveFrom: effectiveFrom as Instant,
  }))
  const { actorDays, customerDays } = lookingBack(versions.flatMap(({ policy }) => policy.rules)) ?? {}
  return {
    id,
    policyFor: ({ askedAt, capturedAt }) => {
      const found = inForce(dated, { askedAt, ...(capturedAt === undefined ? {} : { capturedAt }) })
      return found?.version === undefined ? undefined : published.get(found.version)
    },
    looking: (askedAt, actor) =>
      customerDays === undefined && actorDays === undefined
        ? undefined
        : {
            ...(customerDays === undefined ? {} : { customerSince: daysBefore(askedAt, customerDays) }),
            ...(actorDays === undefined ? {} : { actor: { id: actor, since: daysBefore(askedAt, actorDays) } }),
          },
    version: (version) => published.get(version),
  }
}

const numbered = ({ policy, version }: PolicyVersion): Policy =>
  policy.version === version ? policy : { ...policy, version }

const daysBefore = (at: Instant, days: number): string => new Date(Date.parse(at) - days * 86_400_000).toISOString()
