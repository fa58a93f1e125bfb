/** The outcome table as data: what a gateway must say of each behaviour, and what the ledger must then hold. */
import { type Ask, evolve, handle, openLedger, parsePayment } from "@refund-rules/core"
import type { Gateway, Outcome, ProviderFact, Sending } from "@refund-rules/engine"
import { Effect } from "effect"

export type GatewayService = (typeof Gateway)["Service"]

/** What the sandbox says really happened. */
export interface Truth {
  readonly movements: readonly {
    readonly payment: string
    readonly refund: string
    readonly amount: number
    readonly currency: string
    readonly key: string | null
  }[]
  readonly calls: readonly { readonly method: string; readonly path: string; readonly key: string | null }[]
}

export const truthOf = async (url: string, payment: string): Promise<Truth> =>
  (await (await fetch(`${url}/ledger?payment=${payment}`)).json()) as Truth

let count = 0

/** A refund of 40.00 of a payment nobody refunded before. */
export const sendingOf = (behaviour: string, currency = "EUR", amount = 4000): Sending => {
  const id = ++count
  const parsed = parsePayment({
    id: `pay_${id}`,
    provider: "stripe",
    references: { paymentIntent: `pi_${id}` },
    currency,
    captured: 10_000,
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  const opened = openLedger(parsed.value)
  const asked = handle(opened, {
    _tag: "Request",
    refundId: `ref_${id}`,
    ask: { amount } as Ask,
    metadata: { sandbox: behaviour },
    at: new Date().toISOString() as never,
  })
  if (!asked.ok) throw new Error(JSON.stringify(asked.faults))
  const refund = asked.value.reduce(evolve, opened).refunds[0]!
  return { payment: parsed.value, refund, key: `rr_${refund.id}`, attempt: 1 }
}

export const nameOf = ({ payment }: Sending): string => String(payment.references["paymentIntent"])

interface Row {
  readonly behaviour: string
  /** What the first attempt comes to, then the second under the same key. */
  readonly first: string
  readonly again: string
  /** What a look-up after both of them says. */
  readonly found: string
  readonly moved: 0 | 1
}

export const table: readonly Row[] = [
  { behaviour: "succeed", first: "succeeded", again: "succeeded", found: "succeeded", moved: 1 },
  { behaviour: "pending", first: "pending", again: "pending", found: "pending", moved: 0 },
  { behaviour: "review", first: "pending", again: "pending", found: "pending", moved: 0 },
  {
    behaviour: "requires_action",
    first: "requires_action",
    again: "requires_action",
    found: "requires_action",
    moved: 0,
  },
  { behaviour: "fail", first: "failed", again: "failed", found: "failed", moved: 0 },
  { behaviour: "hang", first: "Unknown", again: "Unknown", found: "nothing", moved: 0 },
  { behaviour: "hang_after_move", first: "Unknown", again: "succeeded", found: "succeeded", moved: 1 },
  { behaviour: "error_after_move", first: "Unknown", again: "Unknown", found: "succeeded", moved: 1 },
  { behaviour: "refuse_already_refunded", first: "Refused", again: "Unknown", found: "nothing", moved: 0 },
  { behaviour: "wrong_amount", first: "Unknown", again: "Unknown", found: "succeeded", moved: 1 },
  { behaviour: "wrong_currency", first: "Unknown", again: "Unknown", found: "succeeded", moved: 1 },
  { behaviour: "wrong_amount,pending", first: "Unknown", again: "Unknown", found: "pending", moved: 0 },
  { behaviour: "not_json", first: "Unknown", again: "succeeded", found: "succeeded", moved: 1 },
  { behaviour: "unauthorized", first: "Misconfigured", again: "Misconfigured", found: "nothing", moved: 0 },
  { behaviour: "rate_limited", first: "NotNow", again: "succeeded", found: "succeeded", moved: 1 },
  { behaviour: "rate_limited,hang_after_move", first: "NotNow", again: "Unknown", found: "succeeded", moved: 1 },
]

const told = (outcome: Outcome): string => (outcome._tag === "Acknowledged" ? outcome.fact.status : outcome._tag)
const toldOf = (found: ProviderFact | undefined | "unknown"): string =>
  found === undefined ? "nothing" : found === "unknown" ? "unknown" : found.status

/** Everything a gateway does otherwise than a row says, and everything it says that the ledger denies. */
export const broken = async (row: Row, gateway: GatewayService, url: string): Promise<readonly string[]> => {
  const sending = sendingOf(row.behaviour)
  const first = await Effect.runPromise(gateway.send(sending))
  const again = await Effect.runPromise(gateway.send({ ...sending, attempt: 2 }))
  const found = await Effect.runPromise(gateway.find(sending))
  const { calls, movements } = await truthOf(url, nameOf(sending))
  const sent = calls.filter(({ method }) => method === "POST")
  const expectations: readonly (readonly [string, unknown, unknown])[] = [
    ["the first attempt", told(first), row.first],
    ["the second attempt", told(again), row.again],
    ["the look-up", toldOf(found), row.found],
    ["the movements", movements.length, row.moved],
    ["the calls that could move money", sent.length, 2],
    ["the keys", [...new Set(sent.map(({ key }) => key))].join(), sending.key],
    ["what moved", movements.every(({ amount, currency }) => amount === 4000 && currency === "EUR"), true],
  ]
  return expectations
    .filter(([, is, should]) => is !== should)
    .map(([what, is, should]) => `${row.behaviour}: ${what}: ${String(is)}, and should be ${String(should)}`)
}
