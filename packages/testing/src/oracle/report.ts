/** A book told in numbers: the balance in the shape users see, and every refund's shares. */
import { active, type Book, type Standing, type Take } from "./Book.ts"
import { floorTo, sum } from "./exact.ts"

interface Shares {
  readonly captured: number
  readonly refunded: number
  readonly held: number
  readonly retained: number
  readonly disputed: number
  readonly remaining: number
}

export interface BalanceReport extends Shares {
  readonly excess: number
  readonly refundable: number
  readonly stranded: number
  readonly lines: readonly {
    readonly id: string
    readonly units: Shares
    readonly net: Shares
    readonly taxes: readonly ({ readonly id: string } & Shares)[]
  }[]
}

type Taking = readonly { readonly standing: Standing; readonly paid: bigint; readonly retained: bigint }[]

/** Held is paid and retained together until the refund has succeeded. */
const added = (captured: bigint, taking: Taking) => {
  const of = (standing: Standing) => taking.filter((one) => one.standing === standing)
  const refunded = sum(of("refunded").map(({ paid }) => paid))
  const retained = sum(of("refunded").map((one) => one.retained))
  const held = sum(of("held").map((one) => one.paid + one.retained))
  const disputed = sum(of("disputed").map(({ paid }) => paid))
  return { refunded, held, retained, disputed, left: captured - refunded - held - retained - disputed }
}

const shares = (captured: bigint, taking: Taking): Shares => {
  const { disputed, held, left, refunded, retained } = added(captured, taking)
  return {
    captured: Number(captured),
    refunded: Number(refunded),
    held: Number(held),
    retained: Number(retained),
    disputed: Number(disputed),
    remaining: left < 0n ? 0 : Number(left),
  }
}

export const balanceOf = (book: Book): BalanceReport => {
  const { captured, lines, parts, step } = book.payment
  const claims = active(book)
  const total = claims.map(({ standing, take }) => ({ standing, paid: take.paid, retained: take.retained }))
  const left = added(captured, total).left
  const remaining = left < 0n ? 0n : left
  const part = (index: number): Shares =>
    shares(
      parts[index]!.amount,
      claims.map(({ standing, take }) => ({ standing, paid: take.paidOf[index]!, retained: take.retainedOf[index]! })),
    )
  const indexes = parts.map((_, index) => index)
  return {
    ...shares(captured, total),
    excess: left < 0n ? Number(-left) : 0,
    refundable: Number(floorTo(step, remaining)),
    stranded: Number(remaining % step),
    lines: lines.map(({ id, quantity }, line) => {
      const own = indexes.filter((index) => parts[index]!.line === line)
      return {
        id,
        units: shares(
          quantity,
          claims.map(({ standing, take }) => ({ standing, paid: take.units[line]!, retained: 0n })),
        ),
        net: part(own.at(-1)!),
        taxes: own.slice(0, -1).map((index) => ({ id: parts[index]!.tax!, ...part(index) })),
      }
    }),
  }
}

export interface TakeReport {
  readonly paid: number
  readonly retained: number
  readonly lines: readonly {
    readonly id: string
    readonly net: number
    readonly taxes: readonly number[]
    readonly retainedNet: number
    readonly retainedTaxes: readonly number[]
    readonly units: number
  }[]
  readonly fee: number
  readonly feeReturned: boolean
  readonly transfer: number
  readonly transferReversed: boolean
}

/** One claim, over every line of the payment. */
export const takeOf = ({ payment }: Book, take: Take): TakeReport => ({
  paid: Number(take.paid),
  retained: Number(take.retained),
  lines: payment.lines.map(({ id }, line) => {
    const own = (amounts: readonly bigint[]) =>
      amounts.filter((_, index) => payment.parts[index]!.line === line).map(Number)
    const paid = own(take.paidOf)
    const retained = own(take.retainedOf)
    return {
      id,
      net: paid.at(-1)!,
      taxes: paid.slice(0, -1),
      retainedNet: retained.at(-1)!,
      retainedTaxes: retained.slice(0, -1),
      units: Number(take.units[line]!),
    }
  }),
  fee: Number(take.fee),
  feeReturned: take.feeReturned,
  transfer: Number(take.transfer),
  transferReversed: take.transferReversed,
})
