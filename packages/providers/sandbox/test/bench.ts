/** What the tests of the sandbox are written with: a refund as it is sent, told how to behave. */
import { evolve, handle, openLedger, parsePayment } from "@refund-rules/core"
import type { Outcome, Sending } from "@refund-rules/engine"
import { Effect, Option } from "effect"

/** A refund of 40.00 of a payment of 100.00. */
export const sendingOf = (behaviour: string, refundId = "r1", attempt = 1): Sending => {
  const parsed = parsePayment({ id: "p1", provider: "sandbox", references: {}, currency: "EUR", captured: 10_000 })
  if (!parsed.ok) throw new Error("the payment of a test must be well formed")
  const opened = openLedger(parsed.value)
  const request = { _tag: "Request", refundId, ask: { amount: 4000 }, at: "2026-01-01T00:00:00.000Z" } as const
  const asked = handle(opened, { ...request, metadata: { sandbox: behaviour } })
  const ledger = asked.ok ? asked.value.reduce(evolve, opened) : opened
  return { payment: ledger.payment, refund: ledger.refunds[0]!, key: `rr_${refundId}`, attempt }
}

/** Whoever waits for an answer to this one waits in vain. */
export const isHanging = (behaviour: string): boolean => behaviour.includes("hang")

/** What came of a send; a silence ends after a moment, as the dispatcher ends it, and what is answered is waited for. */
export const heard = (sending: Effect.Effect<Outcome>, isSilent = false): Promise<Outcome> =>
  Effect.runPromise(
    Effect.map(
      Effect.timeoutOption(sending, isSilent ? "30 millis" : "60 seconds"),
      Option.getOrElse((): Outcome => ({ _tag: "Unknown", cause: "no answer in time" })),
    ),
  )
