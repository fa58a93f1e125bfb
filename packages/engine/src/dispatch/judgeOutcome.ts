/**
 * Judges what came of a send: total over every outcome. Only a certain no, with nothing sent before, lets the hold go;
 * whatever is in doubt stays held until a look-up or an operator knows.
 */
import { handle, type Instant, type Ledger, type Refund } from "@refund-rules/core"
import { retryOf } from "../desk/errands.ts"
import { failureCode, heardOf } from "../desk/judgeTruth.ts"
import type { Outcome } from "../ports/Gateway.ts"
import type { Alarm, Errand, Judge, Judgement } from "../ports/LedgerStore.ts"
import { isAsLeft } from "./intend.ts"
import type { ProviderFact } from "../ports/ProviderFact.ts"
import { askedSeconds, isLastTry, pollAt, retrySeconds, secondsAfter } from "./delays.ts"

/** A try, and everything its outcome is judged with. */
export interface Tried {
  readonly refundId: string
  /** The refund as this try left it: if it is not that any more, somebody else is at it. */
  readonly left: Refund
  readonly errand: Errand
  readonly tries: number
  /** For certain nothing had reached the provider before this try. */
  readonly isFirst: boolean
  /** No key, and no look-up or nothing to look up by: only the provider's own word or an operator ends a doubt. */
  readonly isBlind: boolean
  /** Its gateway's misconfiguration was told already. */
  readonly isTold: boolean
  readonly at: Instant
  /** From 0 to below 1: spreads the next try. */
  readonly chance: number
  /** Seconds before each try. */
  readonly delays: readonly number[]
  /** Seconds between two rounds of the dispatcher. */
  readonly roundSeconds: number
}

export const judgeOutcome =
  (tried: Tried, outcome: Outcome): Judge<void> =>
  (ledger) => {
    const refund = ledger.refunds.find(({ id }) => id === tried.refundId)
    if (refund === undefined) return over(tried)
    if (isOfThisTryOnly(outcome) && !isAsLeft(refund, tried.left)) return { events: [], answer: undefined }
    switch (outcome._tag) {
      case "NotSent":
        return notNow(tried, undefined)
      case "NotNow":
        return notNow(tried, outcome.retryAfterSeconds)
      case "Misconfigured":
        return telling(tried.isTold, outcome.cause, notNow(tried, undefined))
      case "Unknown":
        return outcome.fact === undefined
          ? inDoubt(ledger, tried, outcome.cause)
          : known(ledger, refund, tried, outcome.fact)
      case "Refused":
        return tried.isFirst ? refused(ledger, tried, outcome.code) : inDoubt(ledger, tried, outcome.code)
      case "Acknowledged":
        return known(ledger, refund, tried, outcome.fact)
    }
  }

/**
 * Whether an outcome says something of one try and nothing of the refund: another may have been sent since, by somebody
 * who has the errand now; what did not happen here may have happened there, and a doubt about it begins with its own send.
 */
const isOfThisTryOnly = (outcome: Outcome): boolean => {
  switch (outcome._tag) {
    case "Unknown":
      return outcome.fact === undefined
    case "NotSent":
    case "NotNow":
    case "Misconfigured":
    case "Refused":
      return true
    case "Acknowledged":
      return false
  }
}

/** Tells a person beside all else that a gateway cannot be used as it is, unless somebody was told before. */
export const telling = (isTold: boolean, cause: string, judged: Judgement<void>): Judgement<void> => ({
  ...judged,
  alarms: [...(isTold ? [] : [misconfigured(cause)]), ...(judged.alarms ?? [])],
})

/** Nothing more to do about it. */
const over = ({ errand }: Tried): Judgement<void> => ({ events: [], answer: undefined, ended: [errand.id] })

const next = (tried: Tried, doing: "again" | "doubt", seconds: number): Errand =>
  retryOf(doing, tried.refundId, tried.tries + 1, secondsAfter(tried.at, seconds))

const delayOf = ({ chance, delays, tries }: Tried): number => retrySeconds(delays, tries + 1, chance)

/** It was not executed this time; what an earlier try did is as much in doubt as before. */
const notNow = (tried: Tried, retryAfterSeconds: number | undefined): Judgement<void> => ({
  ...over(tried),
  errands: [next(tried, tried.isFirst ? "again" : "doubt", askedSeconds(retryAfterSeconds, delayOf(tried)))],
  alarms: isLastTry(tried.delays, tried.tries) ? [unanswered(tried, "it could not be sent")] : [],
})

/** It may have been executed: held until somebody knows. */
const inDoubt = (ledger: Ledger, tried: Tried, cause: string): Judgement<void> => {
  const marked = handle(ledger, { _tag: "MarkUnknown", refundId: tried.refundId, at: tried.at })
  const isHeld = ledger.refunds.some(
    ({ id, status }) => id === tried.refundId && (status === "submitting" || status === "unknown"),
  )
  if (!isHeld) return over(tried)
  return {
    ...over(tried),
    events: marked.ok ? marked.value : [],
    // Where neither a key nor a look-up can help, only an operator or the provider's own word does.
    errands: tried.isBlind ? [] : [next(tried, "doubt", delayOf(tried))],
    alarms: tried.isBlind || isLastTry(tried.delays, tried.tries) ? [unanswered(tried, cause)] : [],
  }
}

const refused = (ledger: Ledger, tried: Tried, code: string): Judgement<void> => {
  const { at, refundId } = tried
  const failed = handle(ledger, { _tag: "Fail", refundId, at, ...failureCode(code) })
  const detail = `the provider refuses refund \`${refundId}\` as refunded already, which nobody here asked for`
  const alarms: readonly Alarm[] = code === "already_refunded" ? [{ kind: "refunded_outside", refundId, detail }] : []
  return { ...over(tried), events: failed.ok ? failed.value : [], alarms }
}

/** The provider's own word: applied forward, and only where it is about what was sent. */
export const known = (ledger: Ledger, refund: Refund, tried: Tried, fact: ProviderFact): Judgement<void> => {
  const { at, refundId, roundSeconds } = tried
  const askAt = pollAt(at, 1, roundSeconds)
  const heard = heardOf(ledger, refund, { ...fact, refundId, isFresh: true, at, askAt, adoptedId: refundId })
  const { alarms = [], answer, errands = [], events } = heard
  if (answer.isMismatch) {
    const doubted = inDoubt(ledger, tried, "the provider answered for another amount")
    return { ...doubted, alarms: [...alarms, ...(doubted.alarms ?? [])] }
  }
  return { ...over(tried), events, alarms, errands }
}

/** The provider has it and is not done. */
export const isWaiting = (ledger: Ledger, refundId: string): boolean =>
  ledger.refunds.some(({ id, status }) => id === refundId && (status === "pending" || status === "requires_action"))

const unanswered = ({ refundId, tries }: Tried, cause: string): Alarm => ({
  kind: "unknown_outcome",
  refundId,
  detail: `refund \`${refundId}\` is not known to have moved after ${tries} tries: ${cause}`,
})

const misconfigured = (cause: string): Alarm => ({ kind: "gateway_auth", detail: cause })
