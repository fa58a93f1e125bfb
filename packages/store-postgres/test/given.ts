/** What the tests of the store are written with: payments, asks under keys, and what must hold when all is over. */
import { balance, handle, type Ledger } from "@refund-rules/core"
import { type Judgement, LedgerStore, type Looking, type Once, Records, type Scope } from "@refund-rules/engine"
import { paymentOf as paymentWith, run, shop } from "@refund-rules/harness/store"
import { Context, Effect, Stream } from "effect"
import type { openStore } from "./stores.ts"

export { ending, run, shop } from "@refund-rules/harness/store"

export type Opened = Awaited<ReturnType<typeof openStore>>

const AT = "2026-01-01T00:00:00.000Z"

/** A payment of so much, nearly all of it on one line. */
export const paymentOf = (id: string, captured = 10_000): ReturnType<typeof paymentWith> =>
  paymentWith(id, {
    captured,
    lines: [
      { id: "a", kind: "product", quantity: 2, net: captured - 2000, taxes: [{ id: "vat", amount: 1000 }] },
      { id: "b", kind: "product", quantity: 4, net: 1000, taxes: [] },
    ],
  })

/** A judge that asks for an amount, with the errand to send it; it answers the refund's id, or null where it is refused. */
export const asking =
  (refundId: string, amount: number, requestedBy = "ann") =>
  (ledger: Ledger): Judgement<string | null> => {
    const events = handle(ledger, { _tag: "Request", refundId, ask: { amount }, requestedBy, at: AT })
    if (!events.ok) return { events: [], answer: null, subject: refundId }
    return {
      events: events.value,
      answer: refundId,
      subject: refundId,
      errands: [{ id: `send ${refundId}`, refundId }],
      by: requestedBy,
    }
  }

/** Asks once under a key that is the refund's id. */
export const ask = (
  { store }: Opened,
  paymentId: string,
  refundId: string,
  amount: number,
  looking?: Looking,
  scope: Scope = shop,
): Promise<Once<string | null>> =>
  run(
    store.changeOnce(
      scope,
      { door: "native", key: refundId, fingerprint: "same" },
      paymentId,
      asking(refundId, amount),
      looking,
    ),
  )

/** No server is away for so long on any machine. */
const PATIENCE_MILLISECONDS = 120_000

/** Asks until there is an answer: whoever is told that the store is not able now asks again with the same key. */
export const askUntil = async (opened: Opened, paymentId: string, refundId: string, amount: number) => {
  for (const from = performance.now(); performance.now() - from < PATIENCE_MILLISECONDS;) {
    const answer = await ask(opened, paymentId, refundId, amount).catch((error: unknown) => error)
    const tag = (answer as { readonly _tag: string })._tag
    if (tag !== "StoreUnavailable" && tag !== "InFlight") return answer as Once<string | null>
    await run(Effect.sleep(20))
  }
  throw new Error(`no answer to ${refundId}`)
}

/** What is wrong with a whole store, in its own words. */
export const brokenIn = async ({ context }: Opened): Promise<readonly string[]> => {
  const proven = await run(Stream.runCollect(Context.get(context, Records).verify))
  return proven.flatMap(({ broken }) => broken.map(({ detail, paymentId, what }) => `${paymentId} ${what}: ${detail}`))
}

/** The refunds of a payment, and what they hold of it. */
export const standing = async ({ context }: Opened, paymentId: string, scope: Scope = shop) => {
  const ledger = await run(Context.get(context, LedgerStore).read(scope, paymentId))
  return { refunds: ledger.refunds.map(({ id }) => id), held: balance(ledger).held as number }
}
