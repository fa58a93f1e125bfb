/** The money cases: sharing an amount against dinero.js, folding a history against a fold by hand, quoting many lines. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict"
import { apportion, balance, evolve, openLedger, quote } from "@refund-rules/core"
import { add, allocate, dinero, greaterThan, toSnapshot } from "dinero.js"
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

type Share = (sharing: Sharing) => readonly number[]

/** What `apportion` does, in dinero: refuse more than remains, then share; from integers to integers. */
const guardedInDinero: Share = ({ amount, remaining }) => {
  const asked = dinero({ amount, currency: euro })
  const whole = remaining.map((one) => dinero({ amount: one, currency: euro })).reduce(add)
  if (greaterThan(asked, whole)) throw new RangeError("more than remains")
  return allocate(asked, remaining).map((share) => toSnapshot(share).amount)
}

/** Only the sharing itself, with nothing checked. */
const bareInDinero: Share = ({ amount, remaining }) =>
  allocate(dinero({ amount, currency: euro }), remaining).map((share) => toSnapshot(share).amount)

/** dinero gives leftover units to the first entries, we to the largest fractions: sums agree, shares within one unit. */
const sharingCases = (): readonly Case[] => {
  const samples = sharings()
  for (const [index, sharing] of samples.entries()) {
    const shares = apportion(sharing.remaining, sharing.amount)
    strictEqual(sum(shares), sharing.amount)
    for (const theirs of [guardedInDinero(sharing), bareInDinero(sharing)]) {
      strictEqual(sum(theirs), sharing.amount)
      ok(
        shares.every((share, at) => Math.abs(share - theirs[at]!) <= 1),
        `shares of sample ${index} differ by more than a unit`,
      )
    }
  }
  const sharedByUs = (index: number) => {
    const { amount, remaining } = samples[index % SAMPLES]!
    return apportion(remaining, amount)
  }
  // Each calls from a place of its own: one function for all three would slow the fastest of them most.
  return [
    { name: "apportion", work: sharedByUs },
    { name: "dinero, guarded", work: (index) => guardedInDinero(samples[index % SAMPLES]!) },
    { name: "dinero, bare allocate", work: (index) => bareInDinero(samples[index % SAMPLES]!) },
  ]
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, one) => total + one, 0)

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
    strictEqual(sum(lines.map((line) => line.amount)), total)
  }
  return [
    { name: "quote of 1,000 lines", work: () => quote(thousand) },
    { name: "quote of 10,000 lines", work: () => quote(tenThousand) },
  ]
}

export const moneyCases = (): readonly Case[] => [...sharingCases(), ...foldCases(), ...linesCases()]

export const moneyComparisons: readonly Comparison[] = [
  { key: "apportion/dinero", of: "apportion", to: "dinero, guarded", target: 100 },
  { key: "apportion/dinero-bare", of: "apportion", to: "dinero, bare allocate", target: 40 },
  { key: "fold/hand-written", of: "fold of 100 events", to: "fold by hand", target: 1 / 3 },
  { key: "lines10000/linear", of: "quote of 10,000 lines", to: "quote of 1,000 lines", scale: 10, target: 1 / 1.3 },
]
