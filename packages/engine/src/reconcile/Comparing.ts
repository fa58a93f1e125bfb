/** What one comparison works with, and what comes of a difference: it is only told of, or it is taken over as a webhook's word. */
import type { Ledger, Refund } from "@refund-rules/core"
import { Effect } from "effect"
import { aboutOf } from "../desk/judgeTruth.ts"
import { keyOf } from "../dispatch/sendErrand.ts"
import type { Gateway } from "../ports/Gateway.ts"
import type { Inbox, NoticeAnswer } from "../inbox/Inbox.ts"
import type { LedgerStore } from "../ports/LedgerStore.ts"
import type { Notice, Telling } from "../ports/Notice.ts"
import type { ProviderFact } from "../ports/ProviderFact.ts"
import type { Records } from "../ports/Records.ts"
import type { SteadyClock } from "../SteadyClock.ts"
import { driftOf } from "./driftOf.ts"
import type { Drift, Reconciling, Stands } from "./Reconciling.ts"

/** Those that are compared at once. */
export const AT_ONCE = 4

export interface Comparing extends Reconciling {
  readonly gateway: (typeof Gateway)["Service"]
  readonly store: (typeof LedgerStore)["Service"]
  readonly records: (typeof Records)["Service"]
  readonly clock: (typeof SteadyClock)["Service"]
  readonly inbox: (typeof Inbox)["Service"]
  /** What the list told of, by the provider's id. */
  readonly listed: Map<string, ProviderFact["status"] | "unread">
  /** Those of ours that the list told of. */
  readonly met: Set<string>
  readonly count: () => void
  readonly keep: (drift: Drift) => void
}

/** A provider's word on a payment's refund, and whether it was just looked up. */
export interface Word {
  readonly paymentId: string
  readonly refundId?: string | undefined
  readonly fact: ProviderFact
  readonly isFresh: boolean
  /** By which names the inbox finds the payment. */
  readonly references: Telling["references"]
}

/** Compares one word with the ledger as it stands now, and takes it over where that is asked for. */
export const compare = Effect.fnUntraced(function* (comparing: Comparing, word: Word) {
  const { clock, scope, store } = comparing
  const ledger = yield* store.read(scope, word.paymentId)
  const at = yield* clock.instant
  const told = { ...word.fact, refundId: word.refundId, isFresh: word.isFresh, at, adoptedId: "ref_adopted" }
  const difference = driftOf(ledger, told)
  if (difference === undefined) return
  const refund = aboutOf(ledger, told)
  const done = comparing.repair ? yield* take(comparing, word, refund) : null
  comparing.keep({
    ...difference,
    paymentId: word.paymentId,
    refundId: refund?.id ?? null,
    providerRefundId: word.fact.providerRefundId,
    ours: standsHere(ledger, refund),
    theirs: standsThere(word.fact),
    done,
  })
})

/** How a refund of ours stands. */
export const standsHere = ({ payment }: Ledger, refund: Refund | undefined): Stands | null =>
  refund === undefined ? null : { status: refund.status, amount: refund.claim.paid, currency: payment.currency }

export const standsThere = ({ amount, currency, status }: ProviderFact): Stands => ({ status, amount, currency })

/** The same word on a refund as it stood is one notice, however often it is brought. */
const take = (comparing: Comparing, { fact, isFresh, references, refundId }: Word, refund: Refund | undefined) => {
  const { amount, currency, providerRefundId, status } = fact
  const id = ["reconciled", providerRefundId, status, amount, currency, refund?.updatedAt ?? ""].join(" ")
  const ours = refund?.id ?? refundId
  const tells = { references, ...(ours === undefined ? {} : { refundId: ours }), fact }
  return tell(comparing, { provider: comparing.gateway.provider, id, type: "reconcile", tells }, isFresh)
}

/** Brings a notice to the inbox, and says what came of it. */
export const tell = ({ inbox, scope }: Comparing, notice: Notice, isFresh: boolean) =>
  Effect.map(inbox.take(scope, notice, isFresh), doneBy)

const doneBy = (answer: NoticeAnswer): Drift["done"] => {
  switch (answer) {
    case "taken":
    case "taken before":
      return "taken"
    case "contradicted":
    case "of an unknown payment":
      return "told"
    case "early":
      return "waits"
    case "of no interest":
      return null
  }
}

/** What the provider knows of a refund of ours now. */
export const lookedUp = ({ gateway }: Comparing, { payment }: Ledger, refund: Refund) =>
  gateway.lookUp === "none"
    ? Effect.succeed("unknown" as const)
    : gateway.find({ payment, refund, key: keyOf(refund.id), attempt: 2 })
