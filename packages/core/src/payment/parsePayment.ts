/** Freezes a payment at registration: splits order discount and tax once, and reports every fault at once. */
import { split } from "../money/split.ts"
import { fault, ok, refuse, type Fault, type Result } from "../money/Result.ts"
import { sumOf, type Minor } from "../money/Minor.ts"
import { grossOf, type Line, type LineInput, type Tax } from "./Line.ts"
import { withoutEmpty } from "./Metadata.ts"
import { paymentInput, type Payment, type PaymentInput } from "./Payment.ts"
import { referenceFaults } from "./references.ts"

/**
 * Reads a payment from JSON: the payment, frozen, or everything that is wrong with it.
 *
 * @example
 * ```ts
 * import { parsePayment } from "@refund-rules/core"
 *
 * const parsed = parsePayment({ provider: "sandbox", references: {}, currency: "EUR", captured: 1999 })
 * parsed.ok && parsed.value.lines // => [{ id: "payment", kind: "product", quantity: 1, net: 1999, taxes: [], tags: [] }]
 * ```
 *
 * @since 0.1.0
 */
export const parsePayment = (json: unknown): Result<Payment> => {
  const faults: Fault[] = []
  const input = paymentInput.read(json, faults)
  if (input === undefined) return refuse(faults)
  // A field that could not be read is undefined, and says nothing about the others: they are still checked.
  if (areRight(faults, "references", "customer")) faults.push(...referenceFaults(input))
  if (areRight(faults, "transfer")) faults.push(...marketplaceFaults(input))
  if (!areRight(faults, "captured", "lines")) return refuse(faults)
  const lines = frozenLines(input, faults)
  return faults.length === 0 ? ok(frozen(input, lines)) : refuse(faults)
}

/** Whether nothing is wrong with these fields so far. */
const areRight = (faults: readonly Fault[], ...fields: readonly string[]): boolean =>
  !faults.some(({ path }) => fields.some((field) => path === `/${field}` || path.startsWith(`/${field}/`)))

const frozen = (input: PaymentInput, lines: readonly Line[]): Payment => {
  const { orderTax: _tax, orderDiscount: _discount, ...facts } = input
  return {
    ...facts,
    kind: input.kind ?? "payment",
    status: input.status ?? "captured",
    lines,
    tags: [...new Set(input.tags)],
    metadata: withoutEmpty(input.metadata ?? {}),
  }
}

const marketplaceFaults = ({ applicationFee, captured, transfer }: PaymentInput): Fault[] => {
  const faults: Fault[] = []
  const more = (what: string) => `expected ${what} of at most what was captured, \`${captured}\``
  if ((applicationFee ?? 0) > captured)
    faults.push(fault("fee_exceeds_captured", more("an application fee"), "/applicationFee"))
  if ((transfer?.amount ?? 0) > captured) {
    faults.push(fault("transfer_exceeds_captured", more("a transfer"), "/transfer/amount"))
  }
  return faults
}

/** The lines with their share of order discount and order tax, worth exactly what was captured. */
const frozenLines = (input: PaymentInput, faults: Fault[]): readonly Line[] => {
  const { captured, orderDiscount = 0 as Minor, orderTax = 0 as Minor } = input
  if (input.lines === undefined) return [wholePayment(input, faults)]
  if (sumOf(input.lines.flatMap((line) => [line.net, ...line.taxes.map((tax) => tax.amount)])) < 0) {
    faults.push(fault("sum_too_large", "the lines add up to more than 9007199254740991", "/lines"))
    return []
  }
  const discounted = withDiscount(input.lines, orderDiscount, faults)
  const taxed = withTax(discounted, orderTax, faults)
  const gross = sumOf(taxed.map(grossOf))
  if (gross !== captured && areRight(faults, "lines", "orderTax", "orderDiscount")) {
    const difference =
      gross < 0 ? "more than 9007199254740991" : `\`${gross}\`, a difference of \`${captured - gross}\``
    faults.push(
      fault("lines_do_not_add_up", `captured is \`${captured}\` but the lines add up to ${difference}`, "/captured"),
    )
  }
  return taxed
}

const wholePayment = (input: PaymentInput, faults: Fault[]): Line => {
  const { captured, orderDiscount = 0, orderTax = 0 } = input
  if (orderDiscount > 0) {
    faults.push(fault("discount_without_lines", "an order discount needs lines to reduce", "/orderDiscount"))
  }
  if (orderTax > captured) {
    faults.push(fault("tax_exceeds_captured", `expected tax of at most \`${captured}\``, "/orderTax"))
  }
  const taxes: readonly Tax[] = orderTax > 0 ? [{ id: "tax", amount: orderTax as Minor }] : []
  return { id: "payment", kind: "product", quantity: 1, net: (captured - orderTax) as Minor, taxes, tags: [] }
}

const withDiscount = (lines: readonly LineInput[], discount: number, faults: Fault[]): readonly Line[] => {
  const weights = lines.map((line) => (line.kind === "product" || line.kind === "addon" ? line.net : 0))
  const bearable = sumOf(weights)
  if (discount > bearable) {
    const message = `products and addons are worth \`${bearable}\`, less than the discount of \`${discount}\``
    faults.push(fault("discount_exceeds_lines", message, "/orderDiscount"))
  }
  const shares = split(weights, Math.min(discount, bearable))
  return lines.map((line, index) => ({
    ...line,
    net: (line.net - shares[index]!) as Minor,
    tags: [...new Set(line.tags)],
  }))
}

const withTax = (lines: readonly Line[], orderTax: number, faults: Fault[]): readonly Line[] => {
  if (orderTax === 0) return lines
  const weights = lines.map((line) => (line.kind === "tip" || line.kind === "adjustment" ? 0 : line.net))
  if (sumOf(weights) === 0) {
    faults.push(fault("tax_without_lines", "no line is worth anything that order tax could fall on", "/orderTax"))
    return lines
  }
  const shares = split(weights, orderTax)
  return lines.map((line, index) => {
    const share = shares[index]! as Minor
    if (share === 0) return line
    if (line.taxes.some((tax) => tax.id === "order")) {
      faults.push(fault("duplicate_tax", "order tax needs the tax id `order` free", `/lines/${index}/taxes`))
    }
    return { ...line, taxes: [...line.taxes, { id: "order", amount: share }] }
  })
}
