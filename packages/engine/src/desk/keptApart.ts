/** What tells of people never enters the chain: a mark stands in its place, and is made good where it is told. */
import type { Ask, Customer, Payment } from "@refund-rules/core"
import type { Apart, Personal } from "../ports/LedgerStore.ts"
import type { PaymentView, RefundView } from "../RefundDeskShape.ts"

/** Stands for a fact about a customer; what it was is kept under the payment's name. */
const KEPT_APART = "(kept apart)"

/** What is told in its place once it was erased. */
const ERASED = "(erased)"

const nameOfPayment = (id: string): string => `payment ${id}`

/** A note's mark names where it is kept, for a session hands its note on to its refund. */
const markOfNote = (id: string): string => `(kept apart: ${id})`
const nameOfNote = (mark: string): string | undefined => {
  const id = /^\(kept apart: (.+)\)$/s.exec(mark)?.[1]
  return id === undefined ? undefined : `note ${id}`
}

/** A payment as it is chained, and what of it is not. */
export const partedPayment = <P extends Payment & { readonly id: string }>(
  payment: P,
): { readonly payment: P; readonly apart?: Apart } => {
  if (payment.customer === undefined) return { payment }
  const { id: customerId, ...personal } = payment.customer
  if (Object.keys(personal).length === 0) return { payment }
  const marked = { ...payment, customer: markedCustomer(payment.customer) }
  return { payment: marked, apart: { name: nameOfPayment(payment.id), customerId, personal } }
}

const markedCustomer = ({ email, id, metadata, name, phone }: Customer): Customer => ({
  id,
  ...(name === undefined ? {} : { name: KEPT_APART }),
  ...(email === undefined ? {} : { email: KEPT_APART }),
  ...(phone === undefined ? {} : { phone: KEPT_APART }),
  ...(metadata === undefined ? {} : { metadata: eachOf(metadata, () => KEPT_APART) }),
})

const eachOf = (pairs: Readonly<Record<string, string>>, of: (name: string) => string) =>
  Object.fromEntries(Object.keys(pairs).map((name) => [name, of(name)]))

/** An ask as it is chained, and its note; `id` is that of the refund or session it becomes. */
export const partedAsk = (
  ask: Ask,
  id: string,
): { readonly ask: Ask; readonly apart?: Pick<Apart, "name" | "personal"> } => {
  const { note } = ask
  // An empty note tells of nobody, and a rule that wants one must see that it is empty.
  if (note === undefined || note.trim() === "") return { ask }
  const mark = markOfNote(id)
  return { ask: { ...ask, note: mark }, apart: { name: nameOfNote(mark)!, personal: { note } } }
}

/** The names under which the rest of these is kept. */
export const namesApart = (told: {
  readonly payments?: readonly Pick<PaymentView, "customer" | "id">[]
  readonly notes?: readonly (string | null | undefined)[]
}): readonly string[] => [
  ...(told.payments ?? []).flatMap(({ customer, id }) => (isMarked(customer) ? [nameOfPayment(id)] : [])),
  ...(told.notes ?? []).flatMap((note) => nameOfNote(note ?? "") ?? []),
]

const isMarked = (customer: Customer | undefined): boolean =>
  customer !== undefined &&
  [customer.name, customer.email, customer.phone, ...Object.values(customer.metadata ?? {})].includes(KEPT_APART)

export type Found = ReadonlyMap<string, Personal>

export const wholeNote = <N extends string | null | undefined>(note: N, found: Found): N | string => {
  const name = nameOfNote(note ?? "")
  return name === undefined ? note : (found.get(name)?.note ?? ERASED)
}

export const wholeRefund = (refund: RefundView, found: Found): RefundView => {
  const note = wholeNote(refund.note, found)
  return note === refund.note ? refund : { ...refund, note }
}

export const wholePayment = <P extends Pick<PaymentView, "customer" | "id">>(payment: P, found: Found): P => {
  const { customer, id } = payment
  if (customer === undefined || !isMarked(customer)) return payment
  const { email = ERASED, metadata = {}, name = ERASED, phone = ERASED } = found.get(nameOfPayment(id)) ?? {}
  const whole: Customer = {
    ...customer,
    ...(customer.name === KEPT_APART ? { name } : {}),
    ...(customer.email === KEPT_APART ? { email } : {}),
    ...(customer.phone === KEPT_APART ? { phone } : {}),
    ...(customer.metadata === undefined
      ? {}
      : { metadata: eachOf(customer.metadata, (one) => metadata[one] ?? ERASED) }),
  }
  return { ...payment, customer: whole }
}
