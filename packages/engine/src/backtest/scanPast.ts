/** Decides every past decision of a stretch again; reads some payments at a time, so that memory stays bounded. */
import type { Policy } from "@refund-rules/core"
import { Effect } from "effect"
import { Casebook } from "../ports/Casebook.ts"
import { lookingBack } from "../lookingBack.ts"
import { PolicyBook } from "../ports/PolicyBook.ts"
import type { Scope } from "../ports/Scope.ts"
import type { Stretch } from "./Course.ts"
import { replay, type Replaying } from "./replay.ts"
import { emptyTally, mergeTallies, type Tally } from "./Tally.ts"

/**
 * Whose decisions are made again, and by what; `only` leaves payments out.
 *
 * @since 0.1.0
 */
export interface Scanning extends Omit<Replaying, "policyOf"> {
  readonly scope: Scope
  readonly only?: (paymentId: string) => boolean
}

const AT_ONCE = 256

/**
 * Scans stretches for one question, with what was learned of published policies kept between them.
 *
 * @example
 * ```ts
 * import { scanPast } from "@refund-rules/engine"
 *
 * const policy = { id: "strict", bindAt: "request", rules: [], terms: {} } as const
 * typeof scanPast({ scope: { merchant: "default", mode: "test" }, policy, by: [] }) // => "function"
 * ```
 *
 * @since 0.1.0
 */
export const scanPast = ({ only, scope, ...question }: Scanning) => {
  const known = new Map<string, ReadonlyMap<number, Policy>>()
  const looking = lookingBack(question.policy.rules)
  const replaying: Replaying = { ...question, policyOf: ({ id, version }) => known.get(id)?.get(version) }
  return Effect.fnUntraced(function* (stretch: Stretch) {
    const casebook = yield* Casebook
    let tally: Tally = emptyTally
    for (let after = stretch.after, isMore = true; isMore;) {
      const span = {
        ...stretch,
        ...(after === undefined ? {} : { after }),
        ...(only === undefined ? {} : { only }),
        ...(looking === undefined ? {} : { looking }),
      }
      const { decisions, next } = yield* casebook.read(scope, span, AT_ONCE)
      for (const { decided } of decisions)
        if (decided.policy !== undefined && !known.has(decided.policy.id))
          known.set(decided.policy.id, yield* versionsOf(scope, decided.policy.id))
      tally = mergeTallies(tally, replay(decisions, replaying))
      ;[after, isMore] = [next, next !== undefined]
    }
    return tally
  })
}

const versionsOf = Effect.fnUntraced(function* (scope: Scope, id: string) {
  const versions = yield* (yield* PolicyBook).versions(scope, id)
  return new Map(versions.map(({ policy, version }) => [version, policy]))
})
