/** Refunds as they stand here and at a provider, planted so that each differs in one named way, or in none. */
import { balance, type Command, handle, type Ledger } from "@refund-rules/core"
import {
  type Drift,
  Inbox,
  LedgerStore,
  NoticeBook,
  reconcile,
  Records,
  type Scope,
  Signals,
  SteadyClock,
} from "@refund-rules/engine"
import { Effect, Layer } from "effect"
import { listingGateway, type Telltale, type Written } from "../gateway/listingGateway.ts"
import { AT, paymentOf, plain, run, shop } from "./bench.ts"
import type { NoticeBookUnderTest } from "./noticeLaws.ts"

type Ours = "unknown" | "submitting" | "pending" | "succeeded" | "failed"
type Theirs = "pending" | "succeeded" | "failed" | "other amount" | "other currency" | "twice"

interface Plan {
  readonly ours?: Ours
  readonly theirs?: Theirs
  readonly isOrphan?: true
  /** What a comparison says of it. */
  readonly drift?: Drift["kind"]
}

/** Every way in which two sides may stand to each other. */
const plans = {
  "both agree": { ours: "succeeded", theirs: "succeeded" },
  "both wait": { ours: "pending", theirs: "pending" },
  "never arrived": { ours: "submitting" },
  "of another's, failed": { theirs: "failed" },
  "unknown here, moved there": { ours: "unknown", theirs: "succeeded", drift: "settle" },
  "on its way here, moved there": { ours: "submitting", theirs: "succeeded", drift: "settle" },
  "unknown here, waiting there": { ours: "unknown", theirs: "pending", drift: "settle" },
  "waiting here, moved there": { ours: "pending", theirs: "succeeded", drift: "settle" },
  "waiting here, failed there": { ours: "pending", theirs: "failed", drift: "settle" },
  "moved here, failed there": { ours: "succeeded", theirs: "failed", drift: "incident" },
  "failed here, moved there": { ours: "failed", theirs: "succeeded", drift: "incident" },
  "moved here, not there": { ours: "succeeded", drift: "incident" },
  "waiting here, not there": { ours: "pending", drift: "incident" },
  "another amount there": { ours: "succeeded", theirs: "other amount", drift: "incident" },
  "another currency there": { ours: "succeeded", theirs: "other currency", drift: "incident" },
  "moved once here, twice there": { ours: "succeeded", theirs: "twice", drift: "incident" },
  "of another's, moved": { theirs: "succeeded", drift: "adopt" },
  "of another's, waiting": { theirs: "pending", drift: "adopt" },
  "of no payment": { theirs: "succeeded", isOrphan: true, drift: "orphan" },
} as const satisfies Readonly<Record<string, Plan>>

export type PlanName = keyof typeof plans
export const planNames = Object.keys(plans) as readonly PlanName[]

export interface Planted extends Plan {
  readonly name: PlanName
  readonly paymentId: string
  readonly refundId: string
  readonly providerRefundId: string
  readonly amount: number
}

/** Three to a payment; each with an amount of its own. */
export const plantedOf = (names: readonly PlanName[]): readonly Planted[] =>
  names.map((name, index) => ({
    ...plans[name],
    name,
    paymentId: `p${Math.floor(index / 3)}`,
    refundId: `ref_${index}`,
    providerRefundId: `re_${index}`,
    amount: 1000 + 17 * index,
  }))

const paths: Readonly<Record<Ours, readonly Command["_tag"][]>> = {
  submitting: ["Request", "Submit"],
  unknown: ["Request", "Submit", "MarkUnknown"],
  pending: ["Request", "Submit", "Acknowledge"],
  succeeded: ["Request", "Submit", "Settle"],
  failed: ["Request", "Submit", "Fail"],
}

/** What is planted here. */
export const plant = Effect.fnUntraced(function* (
  { store }: NoticeBookUnderTest,
  planted: readonly Planted[],
  scope: Scope = shop,
) {
  for (const { amount, ours, paymentId, providerRefundId, refundId } of planted) {
    yield* store.open(scope, { ...paymentOf(paymentId), references: { order: paymentId } })
    for (const _tag of ours === undefined ? [] : paths[ours]) {
      const named = _tag === "Settle" || _tag === "Acknowledge" ? { providerRefundId } : {}
      const asked = _tag === "Request" ? { ask: { amount } } : {}
      const status = _tag === "Acknowledge" ? { status: "pending" } : {}
      const command = { _tag, refundId, at: AT, ...named, ...asked, ...status } as Command
      yield* store.change(scope, paymentId, (ledger) => {
        const events = handle(ledger, command)
        if (!events.ok) throw new Error(`it cannot be planted: ${plain(events.faults)}`)
        return { events: events.value, answer: null }
      })
    }
  }
})

/** What is planted there. */
export const writtenOf = (planted: readonly Planted[]): readonly Written[] =>
  planted.flatMap(({ amount, isOrphan, ours, paymentId, providerRefundId, refundId, theirs }) => {
    if (theirs === undefined) return []
    const fact = {
      providerRefundId,
      status: theirs === "pending" || theirs === "failed" ? theirs : "succeeded",
      amount: theirs === "other amount" ? amount + 1 : amount,
      currency: theirs === "other currency" ? "USD" : "EUR",
    } as const
    const references = { order: isOrphan === true ? `nobody's ${paymentId}` : paymentId }
    const one = { references, fact, ...(ours === undefined ? {} : { refundId }) }
    return theirs === "twice"
      ? [one, { ...one, fact: { ...fact, providerRefundId: `${providerRefundId}_again` } }]
      : [one]
  })

const A_DAY = 86_400_000
const period = {
  since: new Date(Date.parse(AT) - A_DAY).toISOString(),
  until: new Date(Date.parse(AT) + A_DAY).toISOString(),
}

const listing: Telltale = { size: 4, isMarked: true, denies: true, isListing: true }

/** One comparison, as a process of its own makes it. */
export const comparing = (
  { notices, records, store }: NoticeBookUnderTest,
  written: readonly Written[],
  repair: boolean,
  told: Partial<Telltale> = {},
  scope: Scope = shop,
) => {
  const ports = Layer.mergeAll(
    Layer.succeed(NoticeBook, notices),
    Layer.succeed(Records, records),
    Layer.succeed(LedgerStore, store),
    Signals.layer,
  )
  const clocked = Layer.provideMerge(
    SteadyClock.layerOf(() => Date.parse(AT)),
    ports,
  )
  const gateway = listingGateway(written, { ...listing, ...told })
  return reconcile(gateway, { scope, period, repair, by: "law" }).pipe(
    Effect.provide(Layer.provideMerge(Inbox.layer, clocked)),
  )
}

/** Everything that is kept: each payment's history, and what a person was told. */
export const keptIn = async (
  { records, store }: NoticeBookUnderTest,
  planted: readonly Planted[],
  scope: Scope = shop,
) => {
  const payments = [...new Set(planted.map(({ paymentId }) => paymentId))]
  const histories = await Promise.all(payments.map((id) => run(store.history(scope, id))))
  const { items } = await run(records.incidents(scope, {}, { limit: 500 }))
  return { histories, incidents: items }
}

/** How it stands in the end, without ids that are made by chance. What lines bear of an adoption depends on what remained. */
export const endIn = async (made: NoticeBookUnderTest, planted: readonly Planted[], scope: Scope = shop) => {
  const payments = [...new Set(planted.map(({ paymentId }) => paymentId))]
  const ledgers = await Promise.all(payments.map((id) => run(made.store.read(scope, id))))
  const { incidents } = await keptIn(made, planted, scope)
  return [ledgers.map(standingOf), incidents.map(({ kind, paymentId }) => `${kind} ${paymentId}`).toSorted()]
}

const standingOf = (ledger: Ledger) => {
  const { lines: _, ...money } = balance(ledger)
  const refunds = ledger.refunds.map(({ adopted, claim, providerRefundId, status }) =>
    plain([adopted, claim.paid, status, providerRefundId]),
  )
  return [refunds.toSorted(), money]
}
