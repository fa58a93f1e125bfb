/** Sizes of an ask by lines, in the terms each line is asked in: gross, net or units; a line's rest counts in gross. */
import { stepInMinor } from "../money/Codec.ts"
import type { Ask, LineAsk } from "../ledger/Ask.ts"
import type { RefundCase } from "../quote/RefundCase.ts"
import { sizeLine } from "../quote/sizeLines.ts"

type Measure = "quantity" | "net" | "gross"

interface Scale {
  readonly line: LineAsk
  readonly at: number
  readonly measure: Measure
  /** The largest size, and what the line still has. */
  readonly top: number
  readonly remaining: number
}

const coarseFirst: readonly Measure[] = ["quantity", "net", "gross"]

/** The lines of an ask as scales, in the order they were named; every one of them is known. */
export const scalesOf = ({ position }: RefundCase, lines: readonly LineAsk[]): readonly Scale[] => {
  const { index, starts } = position.layout
  return lines.map((line) => {
    const at = index.get(line.id)!
    const remaining = position.lines[at]!
    const measure =
      line.quantity !== undefined
        ? "quantity"
        : line.taxInclusive === false && line.amount !== undefined
          ? "net"
          : "gross"
    const tops: Readonly<Record<Measure, number>> = {
      quantity: position.units[at]!,
      net: position.components[starts[at + 1]! - 1]!,
      gross: remaining,
    }
    return { line, at, measure, top: tops[measure], remaining }
  })
}

/** The largest sizes that together claim at most this: coarse measures first, so that the fine ones fill what is left. */
export const largestSizes = (facts: RefundCase, scales: readonly Scale[], claim: number): readonly number[] => {
  const step = stepInMinor(facts.payment.provider, facts.payment.currency)
  const found = new Map<Scale, number>()
  let room = claim
  for (const measure of coarseFirst) {
    for (const scale of scales.filter((one) => one.measure === measure)) {
      const size = largestSize(facts, scale, room, step)
      found.set(scale, size)
      room = Math.max(0, room - claimOf(facts, scale, size, step))
    }
  }
  const sizes = scales.map((scale) => found.get(scale)!)
  return onStep(facts, scales, sizes, step)
}

/** An ask of these sizes, and nothing else of it changed. */
export const askOfSizes = (ask: Ask, scales: readonly Scale[], sizes: readonly number[]): Ask => {
  const lines = scales.map((scale, index): LineAsk => {
    const { line, measure, top } = scale
    const isWhole = measure === "gross" && line.amount === undefined && sizes[index] === top
    return isWhole ? line : lineOf(scale, sizes[index]!)
  })
  return { ...ask, lines }
}

const lineOf = ({ line: { id }, measure }: Scale, size: number): LineAsk => {
  const amount = size as NonNullable<LineAsk["amount"]>
  switch (measure) {
    case "quantity":
      return { id, quantity: size }
    case "net":
      return { id, amount, taxInclusive: false }
    case "gross":
      return { id, amount }
  }
}

const claimOf = (facts: RefundCase, scale: Scale, size: number, step: number): number =>
  sizeLine(facts, scale.at, lineOf(scale, size), step, []).amount

/** All of a line's units give way to the step, as they do where they are priced. */
const isRest = ({ measure, top }: Scale, size: number): boolean => measure === "quantity" && size === top

const largestSize = (facts: RefundCase, scale: Scale, room: number, step: number): number => {
  if (scale.measure === "gross") return Math.min(scale.top, room)
  let fits = 0
  let passes = scale.top + 1
  while (passes - fits > 1) {
    const middle = Math.floor((fits + passes) / 2)
    const wanted = claimOf(facts, scale, middle, step)
    if (wanted - (isRest(scale, middle) ? wanted % step : 0) <= room) fits = middle
    else passes = middle
  }
  return fits
}

/** Takes what the step cannot carry off the last line that can give it. */
const onStep = (
  facts: RefundCase,
  scales: readonly Scale[],
  sizes: readonly number[],
  step: number,
): readonly number[] => {
  const claims = scales.map((scale, index) => claimOf(facts, scale, sizes[index]!, step))
  const tail = claims.reduce((sum, one) => sum + one, 0) % step
  const givesWay = claims.reduce((sum, one, index) => sum + (isRest(scales[index]!, sizes[index]!) ? one : 0), 0)
  if (givesWay >= tail) return sizes
  const gross = scales.findLastIndex(({ measure }, index) => measure === "gross" && sizes[index]! >= tail)
  if (gross >= 0) return sizes.with(gross, sizes[gross]! - tail)
  const net = scales.findLastIndex(({ measure }, index) => measure === "net" && sizes[index]! > 0)
  if (net < 0) return sizes
  const whole = claims[net]! - tail
  // Usually one of the next few; with a tax of several times the net it may be further down.
  for (let size = sizes[net]! - 1; size >= Math.max(0, sizes[net]! - 100 * step); size--) {
    if ((whole - claimOf(facts, scales[net]!, size, step)) % step === 0) return sizes.with(net, size)
  }
  return sizes
}
