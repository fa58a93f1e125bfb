/** A refund that had given back its money turns out to have paid: it takes again, its old shares where they still fit. */
import type { Claim, ClaimedLine } from "../ledger/Claim.ts"
import type { Ledger } from "../ledger/Ledger.ts"
import { positionOf, type Position } from "../ledger/position.ts"
import { shareOut } from "../quote/price.ts"

/** The same claim in total; where its lines were taken by others meanwhile, shared anew over what remains. */
export const retake = (ledger: Ledger, claim: Claim): Claim => {
  const { payment } = ledger
  const position = positionOf(ledger)
  const { applicationFee: fee, paid, retained, transfer } = claim
  const fits = claim.lines.every((line) => lineFits(position, line))
  return {
    paid,
    retained,
    lines: fits ? claim.lines : shareOut({ payment, position, ask: {} }, paid + retained, retained),
    ...(fee === undefined ? {} : { applicationFee: { ...fee, share: Math.min(fee.share, position.feeLeft) } }),
    ...(transfer === undefined
      ? {}
      : { transfer: { ...transfer, share: Math.min(transfer.share, position.transferLeft) } }),
  }
}

const lineFits = (position: Position, { id, net, retainedOf, taxes, units }: ClaimedLine): boolean => {
  const { index, starts } = position.layout
  const at = index.get(id)!
  const fitsAt = (place: number, paid: number, retained: number): boolean =>
    paid + retained <= position.components[place]!
  return (
    units <= position.units[at]! &&
    fitsAt(starts[at + 1]! - 1, net, retainedOf?.net ?? 0) &&
    taxes.every(({ amount }, tax) => fitsAt(starts[at]! + tax, amount, retainedOf?.taxes[tax]!.amount ?? 0))
  )
}
