/** A refund that had given back its money turns out to have paid: it takes again what its lines can still bear. */
import type { Claim, ClaimedLine, Share } from "../ledger/Claim.ts"
import type { Ledger } from "../ledger/Ledger.ts"
import { positionOf } from "../ledger/position.ts"
import { layoutOf } from "../payment/layout.ts"

/** The same claim in total; per component and unit at most what remains, the rest is known on the payment alone. */
export const retake = (ledger: Ledger, claim: Claim): Claim => {
  const position = positionOf(ledger)
  const { index, starts } = layoutOf(ledger.payment)
  const components = position.components.slice()
  const takeAt = (at: number, wanted: number): number => {
    const taken = Math.min(wanted, components[at]!)
    components[at]! -= taken
    return taken
  }
  const sharesAt = (start: number, net: number, of: { readonly net: number; readonly taxes: readonly Share[] }) => ({
    taxes: of.taxes.map(({ amount, id }, tax) => ({ id, amount: takeAt(start + tax, amount) })),
    net: takeAt(net, of.net),
  })
  const lines = claim.lines.map((line): ClaimedLine => {
    const at = index.get(line.id)!
    const net = starts[at + 1]! - 1
    const paid = sharesAt(starts[at]!, net, line)
    const retained = line.retainedOf === undefined ? undefined : sharesAt(starts[at]!, net, line.retainedOf)
    return {
      id: line.id,
      ...paid,
      amount: total(paid),
      retained: retained === undefined ? 0 : total(retained),
      units: Math.min(line.units, position.units[at]!),
      ...(retained === undefined ? {} : { retainedOf: retained }),
    }
  })
  const { applicationFee: fee, transfer } = claim
  return {
    ...claim,
    lines,
    ...(fee === undefined ? {} : { applicationFee: { ...fee, share: Math.min(fee.share, position.feeLeft) } }),
    ...(transfer === undefined
      ? {}
      : { transfer: { ...transfer, share: Math.min(transfer.share, position.transferLeft) } }),
  }
}

const total = ({ net, taxes }: { readonly net: number; readonly taxes: readonly Share[] }): number =>
  taxes.reduce((sum, tax) => sum + tax.amount, net)
