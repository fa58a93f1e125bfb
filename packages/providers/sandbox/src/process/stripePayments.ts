/** The sandbox as Stripe tells of payments: those it was told of, an intent and the charge it came to. */
import type { Book } from "./Book.ts"
import type { PeerReply } from "./Peer.ts"
import { refusal, reply } from "./stripeWire.ts"

type Told = Readonly<Record<string, unknown>>

const toldOf = ({ payments }: Book, id: string): Told | undefined => {
  const found = payments.get(`stripe ${id}`)
  return found === undefined ? undefined : { id, ...found.wire }
}

const intentOfCharge = ({ payments }: Book, charge: string): Told | undefined => {
  const found = [...payments.values()].find(
    ({ provider, wire }) => provider === "stripe" && wire["latest_charge"] === charge,
  )
  return found === undefined ? undefined : { id: found.id, ...found.wire }
}

/** Every name of the payment that one of its names names. */
export const namesOf = (book: Book, name: string): readonly unknown[] => {
  const told = toldOf(book, name)
  return [name, told?.["latest_charge"], told?.["payment_intent"], intentOfCharge(book, name)?.["id"]].filter(
    (each) => typeof each === "string",
  )
}

const missing = (what: string, param: string, id: string): PeerReply =>
  refusal(404, { code: "resource_missing", param, message: `No such ${what}: '${id}'` })

const known = { amount: 0, created: 1_767_225_600, currency: "usd", customer: null, livemode: false, metadata: {} }

export const intentTold = (book: Book, id: string): PeerReply => {
  const told = toldOf(book, id)
  return told === undefined
    ? missing("payment_intent", "intent", id)
    : reply(200, { object: "payment_intent", ...known, latest_charge: null, status: "succeeded", ...told })
}

/** A charge it was told of, or what an intent that it was told of came to. */
export const chargeTold = (book: Book, id: string): PeerReply => {
  const intent = intentOfCharge(book, id)
  const told = toldOf(book, id) ?? (intent === undefined ? undefined : { ...intent, id, payment_intent: intent["id"] })
  if (told === undefined) return missing("charge", "id", id)
  const charge = { ...known, captured: true, payment_intent: null, status: "succeeded", ...told }
  return reply(200, { amount_captured: charge.captured ? charge.amount : 0, ...charge, object: "charge" })
}
