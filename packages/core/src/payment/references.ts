/** What each provider calls a payment: a known provider takes only its own references, and Dodo needs its customer. */
import { fault, type Fault } from "../money/Result.ts"
import type { PaymentInput } from "./Payment.ts"

type ReferenceKind = "text" | "integer"

const expected: ReadonlyMap<string, Readonly<Record<string, ReferenceKind>>> = new Map([
  ["stripe", { paymentIntent: "text", charge: "text" }],
  ["wooshpay", { paymentIntent: "text" }],
  ["dodo", { paymentId: "text" }],
  ["dollr", { paymentIntentId: "integer" }],
  ["loop", { chargeId: "text", paymentId: "text" }],
])

/** Everything that is wrong with the names a payment has at its provider, and with who paid it there. */
export const referenceFaults = ({ customer, kind, provider, references }: PaymentInput): Fault[] => {
  const faults: Fault[] = []
  const known = expected.get(provider)
  for (const [name, value] of known === undefined ? [] : Object.entries(references)) {
    const wanted = Object.hasOwn(known!, name) ? known![name]! : undefined
    const found = typeof value === "number" ? "integer" : "text"
    if (wanted === undefined) {
      faults.push(fault("unknown_reference", `${provider} has no reference of that name`, `/references/${name}`))
    } else if (wanted !== found) {
      faults.push(fault("wrong_reference", `${provider} calls a payment by ${wanted} here`, `/references/${name}`))
    }
  }
  if (provider === "dodo" && (customer?.name === undefined || customer.email === undefined)) {
    faults.push(fault("customer_needed", "a Dodo payment needs its customer with name and email", "/customer"))
  }
  if (kind === "customer_balance" && customer === undefined) {
    faults.push(fault("customer_needed", "a customer balance needs its customer", "/customer"))
  }
  return faults
}
