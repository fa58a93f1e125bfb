/** Where a search looks, and in which order: everything where that is little, else near what is approved, then wide. */
import type { Policy, Verdict } from "@refund-rules/core"
import fc from "fast-check"
import { casesOf } from "../arbitraries/cases.ts"
import type { CaseInput } from "../cases/CaseInput.ts"
import { directed, type Space } from "../cases/directed.ts"
import { edges, together, type Edges } from "../cases/Edges.ts"
import { edgesOfVersions } from "../cases/edgesOf.ts"
import { type Digits, fewFrom, type Numbered } from "../cases/numbered.ts"
import type { Expectation } from "../expectations/Expectation.ts"

/** Looks at a case and tells the verdict, or that it could not have happened; false where the search is over. */
export type Look = (input: CaseInput) => Verdict | undefined | false

/** What is searched: the versions of a policy, what is expected of them, and how many cases at most. */
export interface Searched {
  readonly versions: readonly Policy[]
  readonly expectations: readonly Expectation[]
  readonly most: number
  readonly seed: number
  readonly isBroken: (expectation: Expectation) => boolean
}

/** Cases at most around one expectation, or around one and a rule beside it. */
const NEAR = 1500
const BESIDE = 250
/** Of all cases, the part that is left for those that chance alone makes. */
const CHANCE = 0.15

/** Searches; the answer tells whether every combination of the edges was looked at. */
export const search = (searched: Searched, look: Look): boolean => {
  const { expectations, most, seed, versions } = searched
  const policy = edgesOfVersions(versions)
  const found = together([policy, ...expectations.map((one) => edges(one.edges))])
  const whole = directed(found)
  let runs = 0
  const counted: Look = (input) => {
    if (runs >= most) return false
    runs += 1
    return look(input)
  }
  const isSmall = whole.size <= most
  if (!isSmall && !near(searched, found, policy, whole, counted)) return false
  const wide = isSmall ? whole.size : Math.floor(runs + (most - runs) * (1 - CHANCE))
  const at = isSmall ? whole.at : whole.spread
  let place = 0
  for (; place < whole.size && runs < wide; place++) if (counted(whole.case(at(place))) === false) return false
  for (const input of drawn(found, most - runs, seed)) if (counted(input) === false) break
  return isSmall && place === whole.size
}

/** Around each expectation alone, then beside each rule; false where the search is over. */
const near = (searched: Searched, found: Edges, policy: Edges, whole: Space, look: Look): boolean => {
  const { expectations, isBroken, most, versions } = searched
  const share = Math.floor(most / 2 / Math.max(1, expectations.length))
  const calm = calmIn(whole, look)
  if (calm === false) return false
  // What an approved case needed to be approved, and what else a case may need to have said.
  const needed = calm === undefined ? edges() : edgesOfCase(whole.case(calm))
  const said = edges({ sights: policy.sights.includes("note") ? ["note"] : [], basisPoints: policy.basisPoints })
  const around = (one: Expectation, more: readonly Edges[], budget: number): boolean => {
    const isDone = (): boolean => isBroken(one)
    const space = directed(together([edges(one.edges), ...more, needed, said]), found)
    return isDone() || lookNear(space, budget, look, isDone)
  }
  for (const one of expectations) if (!around(one, [], Math.min(NEAR, share))) return false
  const rules = versions.flatMap((version) =>
    version.rules.map((rule) => edgesOfVersions([{ ...version, rules: [rule] }])),
  )
  const beside = Math.min(BESIDE, Math.floor(share / 2 / Math.max(1, rules.length)))
  for (const one of expectations) for (const rule of rules) if (!around(one, [rule], beside)) return false
  return true
}

/** The fewest changes first, from a case that is approved; false where the search is over. */
const lookNear = (space: Space, budget: number, look: Look, isDone: () => boolean): boolean => {
  const calm = calmIn(space, look)
  if (calm === false) return false
  let left = budget
  const through = ({ at, size }: Numbered): boolean => {
    for (let place = 0; place < size && left > 0 && !isDone(); place++, left--)
      if (look(space.case(at(place))) === false) return false
    return true
  }
  return [1, 2, 3, 4].every((count) => through(fewFrom(space.lengths, calm ?? space.lengths.map(() => 0), count)))
}

const LOOKS = 100

/** The simplest choices that are approved, else reviewed, among the first of a space. */
const calmIn = (space: Space, look: Look): Digits | undefined | false => {
  let best: { readonly digits: Digits; readonly cost: number } | undefined
  for (let place = 0; place < Math.min(LOOKS, space.size); place++) {
    const digits = space.spread(place)
    const verdict = look(space.case(digits))
    if (verdict === false) return false
    if (verdict === undefined || verdict === "Refuse") continue
    const cost = digits.reduce((sum, one) => sum + one, verdict === "Approve" ? 0 : 10_000)
    if (best === undefined || cost < best.cost) best = { digits, cost }
  }
  return best?.digits
}

const edgesOfCase = ({ ask, payment }: CaseInput): Edges => {
  const { currency, lines = [], provider } = payment
  return edges({
    currencies: [currency],
    providers: [provider],
    kinds: lines.map(({ kind }) => kind),
    tags: [...(payment.tags ?? []), ...lines.flatMap(({ tags }) => tags ?? [])],
    reasons: ask.reason === undefined ? [] : [ask.reason],
    amounts: [ask.amount ?? lines.find(({ id }) => id === ask.lines?.[0]?.id)?.net ?? payment.captured],
  })
}

const BATCH = 500

/** Random cases, drawn as they are needed. */
function* drawn(found: Edges, most: number, seed: number): Generator<CaseInput> {
  const arbitrary = casesOf(found)
  for (let count = 0; count < most; count += BATCH) {
    yield* fc.sample(arbitrary, { numRuns: Math.min(BATCH, most - count), seed: seed + count })
  }
}
