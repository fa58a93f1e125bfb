/** Reads the edges off a policy: every limit, window, count and name that one of its rules or terms mentions. */
import type { Policy, Requirement, Rule } from "@refund-rules/core"
import { edges, together, type Edges, type PastLimit } from "./Edges.ts"

export const edgesOf = (policy: Policy): Edges =>
  together([...policy.rules.flatMap((rule) => [ofRequirement(rule.requires), ofScope(rule)]), ofTerms(policy)])

/** The edges of all versions, and, where there are several, the moments from which each is in force. */
export const edgesOfVersions = (versions: readonly Policy[]): Edges => {
  const instants = versions.flatMap(({ effectiveFrom }) => effectiveFrom ?? [])
  return together([...versions.map(edgesOf), edges({ instants: versions.length > 1 ? instants : [] })])
}

const ofRequirement = (requires: Requirement): Edges => {
  switch (requires._tag) {
    case "WithinDays": {
      const { days, of, timeZone } = requires
      return edges({ windows: [{ of, days, ...(timeZone === undefined ? {} : { timeZone }) }] })
    }
    case "AmountAtMost":
    case "AmountAtLeast":
      return edges({ limits: [requires.limits] })
    case "ShareAtMost":
      return edges({ percents: [requires.percent], sights: ["part"] })
    case "RefundsAtMost":
      return edges({ counts: [requires.count] })
    case "ReasonRequired":
      return edges({ reasons: ["requested_by_customer"] })
    case "ReasonIn":
      return edges({ reasons: requires.reasons })
    case "NoteRequired":
      return edges({ sights: ["note"] })
    case "LineKindIn":
      return edges({ kinds: requires.kinds })
    case "NoTag":
    case "HasTag":
      return edges({ tags: [requires.tag] })
    case "FullOnly":
      return edges({ sights: ["part"] })
    case "NoDispute":
      return edges({ sights: ["dispute"] })
    case "CustomerAtMost":
    case "ActorLimit":
      return edges({ past: [pastOf(requires)] })
    case "Expression":
      return edges({ sights: ["note", "dispute", "part"], amounts: numbersIn(requires.cel) })
  }
}

const pastOf = ({ _tag, count, days, limits }: Extract<Requirement, { _tag: "CustomerAtMost" | "ActorLimit" }>) => {
  const past: PastLimit = {
    whose: _tag === "CustomerAtMost" ? "customer" : "actor",
    days,
    ...(count === undefined ? {} : { count }),
    ...(limits === undefined ? {} : { limits }),
  }
  return past
}

/** An expression's numbers may be amounts. */
const numbersIn = (cel: string): readonly number[] =>
  [...cel.matchAll(/\d+/g)].map(([digits]) => Number(digits)).filter((one) => Number.isSafeInteger(one) && one > 0)

const ofScope = ({ when = {} }: Rule): Edges => {
  const above = when.amountAbove
  return edges({
    kinds: when.kinds ?? [],
    tags: when.tags ?? [],
    reasons: when.reasons ?? [],
    currencies: when.currencies ?? [],
    providers: when.providers ?? [],
    ...(above === undefined ? {} : typeof above === "number" ? { amounts: [above] } : { limits: [above] }),
  })
}

const ofTerms = ({ terms }: Policy): Edges => {
  const { nonRefundable, restocking, shipping, tips } = terms
  return edges({
    kinds: [
      ...(shipping === undefined ? [] : ["shipping"]),
      ...(tips === undefined ? [] : ["tip"]),
      ...(nonRefundable?.kinds ?? []),
    ],
    tags: nonRefundable?.tags ?? [],
    ...(restocking === undefined
      ? {}
      : "fixed" in restocking
        ? { limits: [restocking.fixed] }
        : { basisPoints: [restocking.basisPoints] }),
  })
}
