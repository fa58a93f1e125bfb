/** The versions of one policy as judges need them: which is in force, and what of other payments they look at. */
import { inForce, type Instant, type Policy } from "@refund-rules/core"
import { Effect } from "effect"
import type { Looking, StoreUnavailable } from "../ports/LedgerStore.ts"
import { lookingBack } from "../lookingBack.ts"
import type { PolicyBook, PolicyVersion } from "../ports/PolicyBook.ts"
import type { Scope } from "../ports/Scope.ts"

/** One policy of a merchant; `id` is the one that was looked for. */
export interface Rulebook {
  readonly id: string
  /** Undefined where none is in force: then only the invariants apply. */
  readonly policyFor: (facts: {
    readonly capturedAt?: Instant | undefined
    readonly askedAt: Instant
  }) => Policy | undefined
  /** The version that decides beside the one in force, and changes nothing. */
  readonly shadowAt: (askedAt: Instant) => PolicyVersion | undefined
  readonly looking: (askedAt: Instant, actor: string) => Looking | undefined
  readonly version: (version: number) => Policy | undefined
}

export interface Rulebooks {
  /** A policy of which no version was made active is judged by `default`: naming one never makes a refund easier. */
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
    if (id === DEFAULT_POLICY || versions.some(({ status }) => status === "active")) return versions
    const ruling = yield* book.versions(scope, DEFAULT_POLICY)
    return versions.length === 0 ? ruling : [...ruling.filter(({ status }) => status !== "shadow"), ...versions]
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
    a.every((one, at) => {
      const other = b[at]!
      const isSame = one.id === other.id && one.version === other.version && one.hash === other.hash
      return isSame && one.status === other.status && one.effectiveFrom === other.effectiveFrom
    }))

const rulebookOf = (id: string, versions: readonly PolicyVersion[]): Rulebook => {
  const ruling = versions.some((one) => one.id === id && one.status === "active") ? id : DEFAULT_POLICY
  const published = new Map(versions.filter((one) => one.id === ruling).map((one) => [one.version, numbered(one)]))
  const shadows = versions.filter(({ status }) => status === "shadow")
  const actives = versions.filter((one) => one.id === ruling && one.status === "active")
  // In force from the instant it stands from; its content, and so its hash, stays as it is.
  const dated = actives.map(({ effectiveFrom, policy, version }) => ({
    ...policy,
    version,
    effectiveFrom: effectiveFrom as Instant,
  }))
  const { actorDays, customerDays } = lookingBack([...actives, ...shadows].flatMap(({ policy }) => policy.rules)) ?? {}
  return {
    id,
    policyFor: ({ askedAt, capturedAt }) => {
      const found = inForce(dated, { askedAt, ...(capturedAt === undefined ? {} : { capturedAt }) })
      return found?.version === undefined ? undefined : published.get(found.version)
    },
    shadowAt: (askedAt) => shadows.findLast(({ effectiveFrom }) => effectiveFrom <= askedAt),
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
