/** Applies a notice to the payment it is about: once for ever, since its id is kept in the very commit of what it does. */
import { decodeAmount, type Payment } from "@refund-rules/core"
import { Data, Effect } from "effect"
import type { Ports } from "../desk/Ports.ts"
import { judgeFact, type Told } from "../desk/judgeTruth.ts"
import type { ProviderFact } from "../ports/ProviderFact.ts"
import type { Judge } from "../ports/LedgerStore.ts"
import type { Telling } from "../ports/Notice.ts"
import type { NoticeWaiting } from "../ports/NoticeBook.ts"

export type Applying = Pick<Ports, "clock" | "newId" | "notices" | "signals" | "store">

/** It cannot be said yet which refund it is about. Thrown by a judge it leaves nothing, and the notice's id free for the next try. */
class Early extends Data.TaggedError("Early") {}

export const applyNotice = Effect.fnUntraced(
  function* (
    { clock, newId, notices, signals, store }: Applying,
    { notice, scope }: Pick<NoticeWaiting, "notice" | "scope">,
    paymentId: string,
    isFresh?: boolean,
  ) {
    const { id, provider, tells } = notice
    const at = yield* clock.instant
    const { fact, refundId } = tells
    const told = { refundId, isFresh: isFresh === true, at, adoptedId: newId("ref", at), by: provider }
    const key = { door: `webhook ${provider}`, key: id, fingerprint: "" }
    const once = yield* Effect.catchDefect(
      store.changeOnce(scope, key, paymentId, judgeNotice(fact, told, paymentId)),
      (why) => (why instanceof Early ? Effect.succeed("early" as const) : Effect.die(why)),
    )
    if (once === "early") return once
    yield* notices.take(scope, notice, paymentId)
    if (once._tag !== "Done") return "taken"
    signals.changed(paymentId)
    signals.errand()
    return once.answer
  },
  // It was named a moment ago, and no ledger is ever deleted.
  Effect.catchTag("PaymentNotFound", Effect.die),
)

const judgeNotice =
  (said: Telling["fact"], told: Omit<Told, keyof ProviderFact>, subject: string): Judge<"taken" | "contradicted"> =>
  (ledger, past) => {
    const fact = measured(said, ledger.payment)
    if (fact === undefined) return { events: [], answer: "contradicted", subject }
    const judged = judgeFact({ ...told, ...fact })(ledger, past)
    if (judged.answer.isEarly) throw new Early()
    return { ...judged, answer: judged.answer.isMismatch ? "contradicted" : "taken", subject }
  }

/** A fact with its amount in our units; undefined where its wire cannot have written that of this payment. */
export const measured = (
  said: Telling["fact"],
  { currency, provider }: Pick<Payment, "currency" | "provider">,
): ProviderFact | undefined => {
  if (!("wired" in said)) return said
  const { wired, ...fact } = said
  const read = decodeAmount(provider, currency, wired)
  return read.ok ? { ...fact, amount: read.value, currency } : undefined
}

/** Takes what waited for a payment under one of its names; each by itself, as it would have been when it came. */
export const joinOrphans = Effect.fnUntraced(function* (
  applying: Applying,
  scope: NoticeWaiting["scope"],
  paymentId: string,
  { provider, references }: Pick<Payment, "provider" | "references">,
) {
  if (Object.keys(references).length === 0) return 0
  const orphans = yield* applying.notices.orphans(scope, provider, references)
  yield* Effect.forEach(orphans, (orphan) => applyNotice(applying, orphan, paymentId), { discard: true })
  return orphans.length
})
