/** What may change about a registered payment, and the name of every change that may not. */
import { fault, ok, refuse, type Fault, type Result } from "../money/Result.ts"
import { same } from "../shape/same.ts"
import { merge } from "./Metadata.ts"
import type { Line } from "./Line.ts"
import type { Payment, PaymentStatus } from "./Payment.ts"

/**
 * The payment after it was registered again: the very same object where nothing new was said, the grown one
 * where it says more, and a named conflict for each thing it would take back.
 */
export const grow = (known: Payment, said: Payment): Result<Payment> => {
  const conflicts = [
    ...fixedFacts(known, said),
    ...statusConflicts(known.status, said.status),
    ...deliveryConflicts(known, said),
  ]
  const lines = grownLines(known, said, conflicts)
  if (conflicts.length > 0) return refuse(conflicts)
  const grown: Payment = {
    ...known,
    captured: said.captured,
    status: said.status,
    ...(said.capturedAt === undefined ? {} : { capturedAt: said.capturedAt }),
    ...(said.deliveredAt === undefined ? {} : { deliveredAt: said.deliveredAt }),
    lines,
    tags: union(known.tags, said.tags),
    metadata: merge(known.metadata, said.metadata),
  }
  return ok(same(grown, known) ? known : grown)
}

const union = (known: readonly string[], said: readonly string[]): readonly string[] => [
  ...new Set([...known, ...said]),
]

const conflict = (what: string, path: string): Fault =>
  fault(
    "payment_conflict",
    `the registered payment has another ${what}: register it unchanged, or under another id`,
    path,
  )

const fixed = [
  "id",
  "kind",
  "provider",
  "references",
  "currency",
  "orderedAt",
  "customer",
  "applicationFee",
  "transfer",
  "settledCurrency",
  "policyId",
] as const

const fixedFacts = (known: Payment, said: Payment): Fault[] =>
  fixed.filter((key) => !same(known[key], said[key])).map((key) => conflict(key, `/${key}`))

const rank: Readonly<Record<PaymentStatus, number>> = { pending: 0, authorized: 1, captured: 2, failed: 3, canceled: 3 }

const statusConflicts = (known: PaymentStatus, said: PaymentStatus): Fault[] => {
  const isForward = known === said || (known !== "captured" && rank[said] > rank[known])
  return isForward ? [] : [conflict(`status, \`${known}\`, which does not become \`${said}\``, "/status")]
}

const deliveryConflicts = (known: Payment, said: Payment): Fault[] =>
  (["capturedAt", "deliveredAt"] as const)
    .filter((key) => known[key] !== undefined && said[key] !== undefined && known[key] !== said[key])
    .map((key) => conflict(key, `/${key}`))

const isWhole = (payment: Payment): boolean => payment.lines.length === 1 && payment.lines[0]!.id === "payment"

/** Known lines stay as they are; a raise brings lines of its own, or grows the one line of a payment without lines. */
const grownLines = (known: Payment, said: Payment, conflicts: Fault[]): readonly Line[] => {
  if (said.captured < known.captured) conflicts.push(conflict("captured, and a capture never shrinks", "/captured"))
  if (isWhole(known) && isWhole(said)) {
    const [line, again] = [known.lines[0]!, said.lines[0]!]
    if (line.kind !== again.kind || line.quantity !== again.quantity) {
      conflicts.push(conflict("kind or quantity", "/lines/0"))
    }
    if (shrinks(line, again)) conflicts.push(conflict("net or tax, and neither ever shrinks", "/lines/0"))
    return [{ ...again, tags: union(line.tags, again.tags) }]
  }
  const saidById = new Map(said.lines.map((line) => [line.id, line]))
  const kept = known.lines.map((line, index) => {
    const again = saidById.get(line.id)
    saidById.delete(line.id)
    if (again !== undefined && same(withoutTags(line), withoutTags(again)))
      return { ...line, tags: union(line.tags, again.tags) }
    conflicts.push(conflict(`line \`${line.id}\``, `/lines/${index}`))
    return line
  })
  if (saidById.size > 0 && said.captured === known.captured) {
    conflicts.push(conflict("lines, and new ones come only with a raised capture", "/lines"))
  }
  return [...kept, ...saidById.values()]
}

const withoutTags = ({ tags: _tags, ...fixed }: Line): Omit<Line, "tags"> => fixed

const shrinks = (known: Line, said: Line): boolean =>
  said.net < known.net ||
  known.taxes.some(({ amount, id }) => (said.taxes.find((tax) => tax.id === id)?.amount ?? 0) < amount)
