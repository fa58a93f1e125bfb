/** The outcome table as data: what a gateway must say of each behaviour, and what the ledger must then hold. */
import { type Ask, evolve, handle, openLedger, parsePayment, type Payment } from "@refund-rules/core"
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

/** What the table needs to know of the wire a gateway speaks. */
export interface Wired {
  readonly provider: string
  /** The names of the payment of that number, and who paid it where that must be known. */
  readonly payment: (number: number) => { readonly references: Readonly<Record<string, string | number>> }
  /** What the ledger calls a payment by these names. */
  readonly nameOf: (references: Payment["references"]) => string
  /** The calls that may move money. */
  readonly moving: string
  /** Whether a repeated send is told by its key, and what can be looked up. */
  readonly keyed: boolean
  readonly finds: "everything" | "what it has the id of"
  /** How a state of the table looks on this wire. */
  readonly shows: (status: string) => string
}

const stripeWired: Wired = {
  provider: "stripe",
  payment: (number) => ({ references: { paymentIntent: `pi_${number}` } }),
  nameOf: ({ paymentIntent }) => String(paymentIntent),
  moving: "/v1/refunds",
  keyed: true,
  finds: "everything",
  shows: (status) => status,
}

let count = 0

/** The numbers of so many payments that come next; other tests of the same process have had those before. */
export const numbersToCome = (many: number): readonly number[] =>
  Array.from({ length: many }, (_, place) => count + 1 + place)

/** A refund of 40.00 of a payment nobody refunded before. */
export const sendingOf = (behaviour: string, currency = "EUR", amount = 4000, wired = stripeWired): Sending => {
  const id = ++count
  const parsed = parsePayment({
    id: `pay_${id}`,
    provider: wired.provider,
    ...wired.payment(id),
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

export const nameOf = ({ payment }: Sending, wired = stripeWired): string => wired.nameOf(payment.references)

export interface Row {
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

/** Whoever waits for an answer to this one waits in vain. */
export const isHanging = ({ behaviour }: Row): boolean => behaviour.includes("hang")

const told = (outcome: Outcome): string => (outcome._tag === "Acknowledged" ? outcome.fact.status : outcome._tag)
const toldOf = (found: ProviderFact | undefined | "unknown"): string =>
  found === undefined ? "nothing" : found === "unknown" ? "unknown" : found.status

/** Everything a gateway does otherwise than a row says, and everything it says that the ledger denies. */
export const broken = async (
  row: Row,
  gateway: GatewayService,
  url: string,
  wired = stripeWired,
): Promise<readonly string[]> => {
  const sending = sendingOf(row.behaviour, "EUR", 4000, wired)
  const send = (attempt: number) => Effect.runPromise(gateway.send({ ...sending, attempt }))
  const first = await send(1)
  const look = (outcome: Outcome) => Effect.runPromise(gateway.find(withIdOf(sending, outcome)))
  const isAgain = wired.keyed || (await isSentAgain(wired, first, look))
  const again = isAgain ? await send(2) : undefined
  const last = again?._tag === "Acknowledged" ? again : first
  const found = await look(last)
  const { calls, movements } = await truthOf(url, nameOf(sending, wired))
  const sent = calls.filter(({ method, path }) => method === "POST" && path === wired.moving)
  const isFindable = wired.finds === "everything" || last._tag === "Acknowledged"
  const expectations: readonly (readonly [string, unknown, unknown])[] = [
    ["the first attempt", told(first), wired.shows(row.first)],
    ["the second attempt", again === undefined ? "none" : told(again), isAgain ? wired.shows(row.again) : "none"],
    ["the look-up", toldOf(found), isFindable ? wired.shows(row.found) : "unknown"],
    ["the movements", movements.length, row.moved],
    ["the calls that could move money", sent.length, isAgain ? 2 : 1],
    ["the keys", wired.keyed ? [...new Set(sent.map(({ key }) => key))].join() : sending.key, sending.key],
    ["what moved", movements.every(({ amount, currency }) => amount === 4000 && currency === "EUR"), true],
  ]
  return expectations
    .filter(([, is, should]) => is !== should)
    .map(([what, is, should]) => `${row.behaviour}: ${what}: ${String(is)}, and should be ${String(should)}`)
}

const withIdOf = (sending: Sending, outcome: Outcome): Sending =>
  outcome._tag === "Acknowledged"
    ? { ...sending, refund: { ...sending.refund, providerRefundId: outcome.fact.providerRefundId } }
    : sending

/** Without keys only what was certainly not done is sent again, or what a look-up denies. */
const isSentAgain = async (
  { finds }: Wired,
  first: Outcome,
  look: (outcome: Outcome) => Promise<ProviderFact | undefined | "unknown">,
): Promise<boolean> => {
  if (first._tag === "NotNow" || first._tag === "Misconfigured") return true
  return first._tag === "Unknown" && finds === "everything" && (await look(first)) === undefined
}
