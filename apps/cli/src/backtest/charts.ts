/** Charts as drawings: how verdicts move, and money before and after; every number also stands in a table below. */
import { formatMoney, type Verdict } from "@refund-rules/core"
import type { Cell } from "@refund-rules/engine"
import { escaped } from "./escaped.ts"
import { currenciesOf } from "./text.ts"

const verdicts: readonly Verdict[] = ["Approve", "Review", "Refuse"]
const WIDTH = 720
const BAR = 16

/** Bands from what was decided, at the left, to what would be decided, at the right. */
export const flows = ({ decisions, moves }: Cell): string => {
  if (decisions === 0) return "<p>There are no decisions.</p>"
  const HEIGHT = 240
  const scale = (HEIGHT - 2 * GAP) / decisions
  const left = stack((verdict) => sum(moves, (before) => before === verdict), scale)
  const right = stack((verdict) => sum(moves, (_before, after) => after === verdict), scale)
  const [from, to] = [
    new Map(left.map(({ top, verdict }) => [verdict, top])),
    new Map(right.map(({ top, verdict }) => [verdict, top])),
  ]
  const bands = verdicts.flatMap((before) =>
    verdicts.flatMap((after) => {
      const count = moves[`${before} ${after}`] ?? 0
      if (count === 0) return []
      const [y1, y2, thick] = [from.get(before)!, to.get(after)!, count * scale]
      from.set(before, y1 + thick)
      to.set(after, y2 + thick)
      return [band(before, after, count, y1, y2, thick)]
    }),
  )
  const sides = [
    ...left.map((one) => block(one, EDGE, "end")),
    ...right.map((one) => block(one, WIDTH - EDGE - 10, "start")),
  ]
  return `<div class="scroll"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="How verdicts move">${bands.join("")}${sides.join("")}</svg></div>`
}

const GAP = 12
const EDGE = 150

interface Block {
  readonly verdict: Verdict
  readonly count: number
  readonly top: number
  readonly height: number
}

const sum = (moves: Cell["moves"], keep: (before: string, after: string) => boolean): number =>
  Object.entries(moves).reduce((all, [move, count]) => {
    const [before = "", after = ""] = move.split(" ")
    return keep(before, after) ? all + count : all
  }, 0)

const stack = (countOf: (verdict: Verdict) => number, scale: number): readonly Block[] => {
  let top = 0
  return verdicts.map((verdict) => {
    const count = countOf(verdict)
    const one = { verdict, count, top, height: count * scale }
    top += one.height + GAP
    return one
  })
}

const band = (before: Verdict, after: Verdict, count: number, y1: number, y2: number, thick: number): string => {
  const [x1, x2, middle] = [EDGE + 10, WIDTH - EDGE - 10, WIDTH / 2]
  const [a, b, c, d] = [y1, y2, y2 + thick, y1 + thick].map(fixed)
  const path = `M${x1} ${a}C${middle} ${a} ${middle} ${b} ${x2} ${b}V${c}C${middle} ${c} ${middle} ${d} ${x1} ${d}Z`
  const title = `${count.toLocaleString("en")} from ${before} to ${after}`
  return `<path class="band ${before === after ? "same" : after}" d="${path}"><title>${title}</title></path>`
}

const block = ({ count, height, top, verdict }: Block, x: number, anchor: "start" | "end"): string => {
  if (count === 0) return ""
  const at = anchor === "end" ? x - 8 : x + 18
  const label = `${verdict} ${count.toLocaleString("en")}`
  return `<rect class="${verdict}" x="${x}" y="${fixed(top)}" width="10" height="${fixed(Math.max(1, height))}"/><text x="${at}" y="${fixed(top + Math.max(height / 2, 6) + 5)}" text-anchor="${anchor}">${label}</text>`
}

/** Two bars a currency; each currency has a scale of its own, since there is no rate between them. */
export const bars = (cell: Cell): string => {
  const currencies = currenciesOf(cell)
  if (currencies.length === 0) return "<p>No money is approved either way.</p>"
  const EACH = 2 * BAR + 22
  const drawn = currencies.map((currency, index) => {
    const [before, after] = [cell.before[currency] ?? 0, cell.after[currency] ?? 0]
    const most = Math.max(before, after, 1)
    const y = index * EACH + 8
    const bar = (amount: number, at: number, kind: string): string => {
      const width = (amount / most) * (WIDTH - 240)
      return `<rect class="${kind}" x="60" y="${at}" width="${fixed(width)}" height="${BAR}" rx="2"/><text x="${fixed(68 + width)}" y="${at + 13}">${kind} ${escaped(formatMoney(amount, currency))}</text>`
    }
    return `<text class="name" x="0" y="${y + BAR + 6}">${escaped(currency)}</text>${bar(before, y, "then")}${bar(after, y + BAR + 2, "now")}`
  })
  return `<div class="scroll"><svg viewBox="0 0 ${WIDTH} ${currencies.length * EACH}" role="img" aria-label="Money approved by currency">${drawn.join("")}</svg></div>`
}

const fixed = (value: number): string => value.toFixed(1)
