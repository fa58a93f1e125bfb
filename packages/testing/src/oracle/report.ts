/** A book told in numbers: the balance in the shape users see, and every refund's shares. */
import { active, type Book, type Take } from "./Book.ts"
import { floorTo, sum } from "./exact.ts"

interface Shares {
  readonly captured: number
  readonly refunded: number
  readonly held: number
  readonly retained: number
  readonly disputed: number
  readonly remaining: number
}

/**
 * A balance as the book reports it.
 */
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

interface Claims {
  readonly refunded: readonly Take[]
  readonly held: readonly Take[]
  readonly disputed: readonly Take[]
}

const claimsOf = (book: Book): Claims => {
  const all = active(book)
  const of = (standing: keyof Claims): readonly Take[] =>
    all.filter((one) => one.standing === standing).map(({ take }) => take)
  return { refunded: of("refunded"), held: of("held"), disputed: of("disputed") }
}

type Amount = (take: Take) => bigint

/** Held is paid and retained together until the refund has succeeded. */
const shares = (
  captured: bigint,
  claims: Claims,
  paid: Amount,
  retained: Amount,
): Shares & { readonly over: bigint } => {
  const total = (takes: readonly Take[], amount: Amount): bigint =>
    takes.reduce((added, take) => added + amount(take), 0n)
  const refunded = total(claims.refunded, paid)
  const kept = total(claims.refunded, retained)
  const held = total(claims.held, paid) + total(claims.held, retained)
  const disputed = total(claims.disputed, paid)
  const left = captured - refunded - kept - held - disputed
  return {
    captured: Number(captured),
    refunded: Number(refunded),
    held: Number(held),
    retained: Number(kept),
    disputed: Number(disputed),
    remaining: left < 0n ? 0 : Number(left),
    over: left < 0n ? -left : 0n,
  }
}

const nothing: Amount = () => 0n

/**
 * What the book says was refunded, is held and remains.
 */
export const balanceOf = (book: Book): BalanceReport => {
  const { captured, lines, parts, step } = book.payment
  const claims = claimsOf(book)
  const { over, ...total } = shares(
    captured,
    claims,
    (take) => take.paid,
    (take) => take.retained,
  )
  const remaining = BigInt(total.remaining)
  const part = (index: number): Shares =>
    withinLine(
      shares(
        parts[index]!.amount,
        claims,
        (take) => take.paidOf[index]!,
        (take) => take.retainedOf[index]!,
      ),
    )
  const indexes = parts.map((_, index) => index)
  return {
    ...total,
    excess: Number(over),
    refundable: Number(floorTo(step, remaining)),
    stranded: Number(remaining % step),
    lines: lines.map(({ id, quantity }, line) => {
      const own = indexes.filter((index) => parts[index]!.line === line)
      return {
        id,
        units: withinLine(shares(quantity, claims, (take) => take.units[line]!, nothing)),
        net: part(own.at(-1)!),
        taxes: own.slice(0, -1).map((index) => ({ id: parts[index]!.tax!, ...part(index) })),
      }
    }),
  }
}

/** No line is ever taken past what it is worth: only the payment can be. */
const withinLine = ({ over, ...rest }: ReturnType<typeof shares>): Shares => {
  if (over > 0n) throw new RangeError(`a line of ${rest.captured} is taken ${over} too much`)
  return rest
}

/**
 * What a refund takes, as the book reports it.
 */
export interface TakeReport {
  readonly paid: number
  readonly retained: number
  readonly lines: readonly {
    readonly id: string
    readonly net: number
    readonly taxes: readonly number[]
    readonly retainedNet: number
    readonly retainedTaxes: readonly number[]
    readonly amount: number
    readonly retained: number
    readonly units: number
  }[]
  readonly fee: number
  readonly feeReturned: boolean
  readonly transfer: number
  readonly transferReversed: boolean
}

/**
 * One claim, over every line of the payment.
 */
export const takeOf = ({ payment }: Book, take: Take): TakeReport => ({
  paid: Number(take.paid),
  retained: Number(take.retained),
  lines: payment.lines.map(({ id }, line) => {
    const own = (amounts: readonly bigint[]) => amounts.filter((_, index) => payment.parts[index]!.line === line)
    const paid = own(take.paidOf)
    const retained = own(take.retainedOf)
    return {
      id,
      net: Number(paid.at(-1)!),
      taxes: paid.slice(0, -1).map(Number),
      retainedNet: Number(retained.at(-1)!),
      retainedTaxes: retained.slice(0, -1).map(Number),
      amount: Number(sum(paid)),
      retained: Number(sum(retained)),
      units: Number(take.units[line]!),
    }
  }),
  fee: Number(take.fee),
  feeReturned: take.feeReturned,
  transfer: Number(take.transfer),
  transferReversed: take.transferReversed,
})
