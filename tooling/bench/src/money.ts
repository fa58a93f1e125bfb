/** The money cases: sharing an amount against dinero.js, folding a history against a fold by hand, quoting many lines. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict"
import { apportion, balance, evolve, openLedger, quote } from "@refund-rules/core"
import { allocate, dinero, toSnapshot } from "dinero.js"
import { handWrittenFold } from "./handWrittenFold.ts"
import type { Case } from "./measure.ts"
import type { Comparison } from "./report.ts"
import { caseOfLines, fromWire, hundredEvents, seeded } from "./samples.ts"

const SAMPLES = 64

interface Sharing {
  readonly remaining: readonly number[]
  readonly amount: number
}

const sharings = (): readonly Sharing[] => {
  const below = seeded(7)
  return Array.from({ length: SAMPLES }, () => {
    const remaining = Array.from({ length: 2 + below(4) }, () => 1 + below(20_000))
    const amount = 1 + below(remaining.reduce((sum, one) => sum + one, 0) - 1)
    return fromWire({ remaining, amount }) as Sharing
  })
}

const euro = { code: "EUR", base: 10, exponent: 2 } as const

/** From integers to integers, as rows and wires hold them. */
const amountsOf = ({ amount, remaining }: Sharing): readonly number[] =>
  allocate(dinero({ amount, currency: euro }), remaining).map((share) => toSnapshot(share).amount)

/** dinero gives leftover units to the first entries, we to the largest fractions: sums agree, shares within one unit. */
const sharingCases = (): readonly Case[] => {
  const samples = sharings()
  for (const [index, { amount, remaining }] of samples.entries()) {
    const ours = apportion(remaining, amount)
    const theirs = amountsOf({ amount, remaining })
    strictEqual(ours.reduce((sum, one) => sum + one, 0), amount)
    strictEqual(theirs.reduce((sum, one) => sum + one, 0), amount)
    ok(ours.every((share, at) => Math.abs(share - theirs[at]!) <= 1), `shares of sample ${index} differ by more than a unit`)
  }
  const prepared = samples.map(({ amount, remaining }) => ({ money: dinero({ amount, currency: euro }), remaining }))
  return [
    {
      name: "apportion",
      work: (index) => {
        const { amount, remaining } = samples[index % SAMPLES]!
        return apportion(remaining, amount)
      },
    },
    {
      name: "dinero allocate",
      work: (index) => {
        const { money, remaining } = prepared[index % SAMPLES]!
        return allocate(money, remaining)
      },
    },
    { name: "dinero, integers in and out", work: (index) => amountsOf(samples[index % SAMPLES]!) },
  ]
}

const foldCases = (): readonly Case[] => {
  const { events, payment } = hundredEvents()
  strictEqual(events.length, 100)
  deepStrictEqual(balance(events.reduce(evolve, openLedger(payment))), handWrittenFold(payment, events))
  return [
    { name: "fold of 100 events", work: () => balance(events.reduce(evolve, openLedger(payment))) },
    { name: "fold by hand", work: () => handWrittenFold(payment, events) },
  ]
}

const linesCases = (): readonly Case[] => {
  const thousand = caseOfLines(1000)
  const tenThousand = caseOfLines(10_000)
  for (const facts of [thousand, tenThousand]) {
    const { lines, total } = quote(facts)
    strictEqual(total, facts.ask.amount)
    strictEqual(lines.reduce((sum, line) => sum + line.amount, 0), total)
  }
  return [
    { name: "quote of 1,000 lines", work: () => quote(thousand) },
    { name: "quote of 10,000 lines", work: () => quote(tenThousand) },
  ]
}

export const moneyCases = (): readonly Case[] => [...sharingCases(), ...foldCases(), ...linesCases()]

export const moneyComparisons: readonly Comparison[] = [
  { key: "apportion/dinero", of: "apportion", to: "dinero allocate", target: 100 },
  { key: "fold/hand-written", of: "fold of 100 events", to: "fold by hand", target: 1 / 3 },
  { key: "lines10000/linear", of: "quote of 10,000 lines", to: "quote of 1,000 lines", scale: 10, target: 1 / 1.3 },
]
