/** Compares what a provider says of a refund with what is known of it: pure, and by the very judge that would take the word. */
import type { Ledger, Refund } from "@refund-rules/core"
import { aboutOf, judgeFact, type Told } from "../desk/judgeTruth.ts"
import type { Period } from "../ports/Gateway.ts"
import type { Judge } from "../ports/LedgerStore.ts"

/** What would come of taking the word, and why, in words for people. */
export interface Difference {
  /** Nobody here knows the refund; ours goes on; a person should look; or it cannot be said yet. */
  readonly kind: "adopt" | "settle" | "incident" | "unclear"
  readonly detail: string
}

/**
 * How a provider's word differs from a ledger; undefined where it would change nothing.
 *
 * Law of the same judge: taking the word appends events, or opens an incident, exactly where there is a difference.
 */
export const driftOf = (ledger: Ledger, told: Told): Difference | undefined => {
  const { alarms = [], answer, errands = [], events } = judgeFact(told)(ledger, {})
  const known = aboutOf(ledger, told)
  const there = `\`${told.providerRefundId}\` is ${told.status} there`
  const [alarm] = alarms
  // Money of another's that did not move is nothing to us.
  if (known === undefined && (told.status === "failed" || told.status === "canceled")) return undefined
  if (answer.isEarly) return { kind: "unclear", detail: `${there}, and it may be one of ours that is on its way` }
  if (known === undefined && events.length > 0)
    return { kind: "adopt", detail: alarm?.detail ?? `${there}, and nobody here asked for it` }
  if (alarm !== undefined) return { kind: "incident", detail: alarm.detail }
  if (events.length > 0) return { kind: "settle", detail: `${there}, and ${known?.status ?? "unknown"} here` }
  return errands.length > 0 ? { kind: "unclear", detail: `${there}, which only a look-up can tell` } : undefined
}

/** By how much a provider's clock may differ from ours, and how late a list may be. */
const SKEW_MS = 10 * 60_000

/** What must be at the provider, if anything we were told of it was true. */
export const isThere = ({ status }: Refund): boolean =>
  status === "pending" || status === "requires_action" || status === "succeeded"

/** Whether each time it was sent lies so far within a period that a list of that period must tell of it. */
export const isWithin = (sentAt: readonly string[], { since, until }: Period): boolean =>
  sentAt.length > 0 &&
  sentAt.every((at) => {
    const sent = Date.parse(at)
    return sent >= Date.parse(since) + SKEW_MS && sent < Date.parse(until) - SKEW_MS
  })

/** What is said of a refund that the provider does not have. */
export const goneWords = (provider: string, { id, status }: Refund): string =>
  `refund \`${id}\` is ${status} here, and ${provider} knows of none such`

/** Tells a person of a refund that the provider does not have; nothing where it has moved on since it was compared. */
export const judgeGone =
  (provider: string, seen: Refund, by: string): Judge<"told" | "moved on"> =>
  (ledger) => {
    const refund = ledger.refunds.find(({ id }) => id === seen.id)
    const isSame = refund?.status === seen.status && refund.updatedAt === seen.updatedAt
    if (!isSame) return { events: [], answer: "moved on", subject: seen.id }
    const detail = goneWords(provider, seen)
    const alarms = [{ kind: "answer_mismatch", refundId: seen.id, detail } as const]
    return { events: [], answer: "told", alarms, subject: seen.id, by }
  }
