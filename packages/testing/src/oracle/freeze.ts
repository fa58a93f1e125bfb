/** Freezes a payment: discount first, then tax, each split once and never again. */
import type { Book, Line, Part, Payment } from "./Book.ts"
import type { LineInput, PaymentInput } from "./Command.ts"
import { share } from "./exact.ts"
import { stepOf } from "./stepOf.ts"

/**
 * An empty book of a payment as it was registered.
 */
export const openBook = (said: PaymentInput): Book => ({
  payment: freeze(said),
  clock: "",
  refunds: [],
  sessions: [],
  disputes: [],
})

export const freeze = (said: PaymentInput): Payment => {
  const lines =
    said.lines === undefined
      ? [whole(said)]
      : taxed(discounted(said.lines, said.orderDiscount ?? 0), said.orderTax ?? 0)
  return {
    said,
    captured: BigInt(said.captured),
    status: said.status ?? "captured",
    lines: lines.map((line): Line => ({
      id: line.id,
      kind: line.kind,
      quantity: BigInt(line.quantity),
      tags: [...new Set(line.tags)],
    })),
    parts: lines.flatMap((line, index): readonly Part[] => [
      ...line.taxes.map((tax) => ({ line: index, tax: tax.id, amount: BigInt(tax.amount) })),
      { line: index, amount: BigInt(line.net) },
    ]),
    fee: BigInt(said.applicationFee ?? 0),
    transfer: BigInt(said.transfer?.amount ?? 0),
    step: stepOf(said.provider, said.currency),
  }
}

const whole = ({ captured, orderTax = 0 }: PaymentInput): LineInput => ({
  id: "payment",
  kind: "product",
  quantity: 1,
  net: captured - orderTax,
  taxes: orderTax > 0 ? [{ id: "tax", amount: orderTax }] : [],
})

const discounted = (lines: readonly LineInput[], discount: number): readonly LineInput[] => {
  const weights = lines.map(({ kind, net }) => (kind === "product" || kind === "addon" ? BigInt(net) : 0n))
  const shares = share(weights, BigInt(discount))
  return lines.map((line, index) => ({ ...line, net: line.net - Number(shares[index]!) }))
}

const taxed = (lines: readonly LineInput[], tax: number): readonly LineInput[] => {
  const weights = lines.map(({ kind, net }) => (kind === "tip" || kind === "adjustment" ? 0n : BigInt(net)))
  const shares = share(weights, BigInt(tax))
  return lines.map((line, index) => {
    const amount = Number(shares[index]!)
    return amount === 0 ? line : { ...line, taxes: [...line.taxes, { id: "order", amount }] }
  })
}
