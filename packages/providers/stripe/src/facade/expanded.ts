/** Writes out what an id stands for where a client asked for it, to any depth Stripe allows. */
import { balance, type Ledger } from "@refund-rules/core"
import type { Expanded, RefundObject } from "../Wire.ts"
import { amountOut } from "../mapping.ts"
import { invalid, type Said } from "./Said.ts"

/** What of each object can be written out; what is always null here stays null. */
const expandable: Readonly<Record<string, Readonly<Record<string, Expanded["object"] | "nothing">>>> = {
  refund: {
    charge: "charge",
    payment_intent: "payment_intent",
    customer: "customer",
    balance_transaction: "nothing",
    failure_balance_transaction: "nothing",
    payment_method: "nothing",
    source_transfer_reversal: "nothing",
    transfer_reversal: "nothing",
  },
  charge: { payment_intent: "payment_intent", customer: "customer", balance_transaction: "nothing" },
  payment_intent: { latest_charge: "charge", customer: "customer", payment_method: "nothing" },
  customer: {},
}

const DEPTH = 4

/** The first path that cannot be written out; `prefix` is where a list keeps its objects. */
export const expandFault = (paths: readonly string[], prefix = ""): Said | undefined => {
  const wrong = paths.find((path) => !path.startsWith(prefix) || !reaches(path.slice(prefix.length).split(".")))
  if (wrong === undefined) return undefined
  return invalid(`This property cannot be expanded (${wrong.slice(0, 100)}).`, { param: "expand" })
}

const reaches = (names: readonly string[]): boolean => {
  if (names.length > DEPTH) return false
  let object = "refund"
  for (const name of names) {
    const known = expandable[object]
    const next = known !== undefined && Object.hasOwn(known, name) ? known[name] : undefined
    if (next === undefined) return false
    object = next
  }
  return true
}

/** A refund with the paths written out, from the ledger of its payment. */
export const expanded = (
  refund: RefundObject,
  paths: readonly string[],
  ledger: Ledger,
  livemode: boolean,
): RefundObject => {
  const from: From = (kind) => ({ ...thingOf(kind, ledger), livemode })
  // A path was checked against what a refund has: only ids are replaced, by what they stand for.
  return paths.reduce<object>((object, path) => written(object, path.split("."), from), refund) as RefundObject
}

type From = (kind: Expanded["object"]) => Expanded

const written = (object: object, [name = "", ...rest]: readonly string[], from: From): object => {
  const { object: kind, [name]: value } = object as Readonly<Record<string, unknown>>
  const target = typeof kind === "string" ? expandable[kind]?.[name] : undefined
  if (target === undefined || target === "nothing" || value === null || value === undefined) return object
  const whole = typeof value === "object" ? value : from(target)
  return { ...object, [name]: rest.length === 0 ? whole : written(whole, rest, from) }
}

const thingOf = (kind: Expanded["object"], ledger: Ledger): Expanded => {
  const { payment } = ledger
  const { capturedAt, captured, currency, customer, references } = payment
  const amount = amountOut(currency, captured)
  const common = {
    amount,
    created: capturedAt === undefined ? 0 : Math.floor(Date.parse(capturedAt) / 1000),
    currency: currency.toLowerCase(),
    customer: customer?.id ?? null,
    metadata: payment.metadata,
  }
  switch (kind) {
    case "charge": {
      const { held, refunded } = balance(ledger)
      return {
        ...common,
        id: String(references["charge"]),
        object: "charge",
        amount_captured: amount,
        amount_refunded: amountOut(currency, refunded + held),
        captured: payment.status === "captured",
        paid: true,
        payment_intent: references["paymentIntent"] ?? null,
        refunded: refunded + held >= captured,
        status: "succeeded",
      }
    }
    case "payment_intent":
      return {
        ...common,
        id: String(references["paymentIntent"]),
        object: "payment_intent",
        amount_received: amount,
        latest_charge: references["charge"] ?? null,
        status: "succeeded",
      }
    case "customer": {
      const { email = null, id, metadata = {}, name = null, phone = null } = customer!
      return { id, object: "customer", email, metadata, name, phone }
    }
  }
}
