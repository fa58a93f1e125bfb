/** Payments as somebody registers them: lines of every kind, several taxes, free lines, steps, fees, great amounts. */
import fc from "fast-check"
import type { LineInput, PaymentInput } from "../oracle/Command.ts"

const places: readonly (readonly [provider: string, currency: string])[] = [
  ["sandbox", "EUR"],
  ["stripe", "USD"],
  ["stripe", "KWD"],
  ["stripe", "MGA"],
  ["loop", "TND"],
  ["stripe", "JPY"],
  ["wooshpay", "KWD"],
  ["dollr", "EUR"],
]

const place = fc.noBias(fc.constantFrom(...places))

/** What one part of a line is worth: mostly small and round, sometimes odd, sometimes as great as numbers go. */
const amount = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.noBias(fc.constantFrom(100, 1000, 2000, 0, 1, 2, 3, 10, 97, 206, 333, 999, 6833, 12345, 17925)),
  },
  { weight: 4, arbitrary: fc.noBias(fc.integer({ min: 0, max: 300 })) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 100_000 }) },
)

/** At most five lines of at most four parts stay below 2^53 together. */
const great = fc.oneof(fc.integer({ min: 2 ** 44, max: 2 ** 48 }), fc.constantFrom(2 ** 48, 2 ** 48 - 1, 2 ** 47 + 1))

const kinds = ["product", "product", "addon", "shipping", "tip", "fee", "adjustment"] as const

const line = (part: fc.Arbitrary<number>): fc.Arbitrary<Omit<LineInput, "id">> =>
  fc
    .tuple(
      fc.noBias(fc.constantFrom(...kinds)),
      fc.noBias(fc.constantFrom(1, 1, 2, 3, 5)),
      part,
      fc.array(part, { maxLength: 3 }),
      fc.noBias(fc.constantFrom(undefined, undefined, undefined, undefined, ["sale"])),
    )
    .map(([kind, quantity, net, taxes, tags]) => ({
      kind,
      quantity,
      net,
      taxes: taxes.map((tax, index) => ({ id: `t${index}`, amount: tax })),
      ...(tags === undefined ? {} : { tags }),
    }))

/** Any line, the great ones too. */
export const lines = fc.oneof({ weight: 12, arbitrary: line(amount) }, { weight: 1, arbitrary: line(great) })

/** Parts of hundredths of what was drawn, for the orders' discount, tax, fee and transfer. */
const parts = fc.tuple(
  fc.constantFrom(0, 0, 10, 33, 100),
  fc.constantFrom(0, 0, 7, 20),
  fc.constantFrom(0, 0, 50, 3, 100),
  fc.constantFrom(0, 0, 70, 100),
)

const status = fc.oneof(
  { weight: 40, arbitrary: fc.constant("captured" as const) },
  { weight: 1, arbitrary: fc.constantFrom("pending" as const, "authorized" as const, "failed" as const) },
)

/** A payment that adds up: its lines, less its order discount, with its order tax, are worth what was captured. */
export const payments: fc.Arbitrary<PaymentInput> = fc
  .tuple(
    place,
    fc.oneof(
      { weight: 12, arbitrary: fc.array(line(amount), { minLength: 1, maxLength: 5 }) },
      { weight: 1, arbitrary: fc.array(line(great), { minLength: 1, maxLength: 4 }) },
      { weight: 2, arbitrary: fc.constant(undefined) },
    ),
    amount,
    parts,
    status,
  )
  .map(([where, lines, whole, percents, stands]) => assembled(where, lines, whole, percents, stands))

const hundredths = (of: number, percent: number): number => Math.floor(of / 100) * percent

const assembled = (
  [provider, currency]: readonly [string, string],
  drawn: readonly Omit<LineInput, "id">[] | undefined,
  whole: number,
  [discount, tax, fee, transfer]: readonly [number, number, number, number],
  status: NonNullable<PaymentInput["status"]>,
): PaymentInput => {
  const lines = drawn?.map((one, index) => ({ id: "abcde"[index]!, ...one }))
  const nets = (exceptKinds: readonly string[]): number =>
    (lines ?? []).filter(({ kind }) => !exceptKinds.includes(kind)).reduce((total, { net }) => total + net, 0)
  const orderDiscount = hundredths(nets(["shipping", "tip", "fee", "adjustment"]), discount)
  const taxable = nets(["tip", "adjustment"]) - orderDiscount
  const orderTax = lines === undefined ? hundredths(whole, tax) : hundredths(taxable, tax)
  const gross = (lines ?? []).reduce(
    (total, { net, taxes }) => taxes.reduce((sum, one) => sum + one.amount, total + net),
    0,
  )
  const captured = lines === undefined ? whole : gross - orderDiscount + orderTax
  return {
    provider,
    references: {},
    currency,
    captured,
    ...(status === "captured" ? {} : { status }),
    ...(lines === undefined ? {} : { lines }),
    ...(orderDiscount > 0 ? { orderDiscount } : {}),
    ...(orderTax > 0 ? { orderTax } : {}),
    ...(fee > 0 ? { applicationFee: hundredths(captured, fee) } : {}),
    ...(transfer > 0 ? { transfer: { destination: "acct", amount: hundredths(captured, transfer) } } : {}),
  }
}
