/** A timeline tells what a walk over all claims would, whatever it read before, let go of, or waited for. */
import fc from "fast-check"
import { expect, test } from "vitest"
import { type Lasting, type Reading, Timeline, type Window } from "../src/reading/Timeline.ts"
import type { Steps } from "../src/Statement.ts"

const instant = (tick: number): string => new Date(Date.parse("2026-01-01T00:00:00Z") + tick).toISOString()

const ticks = fc.nat(40)
const claim = fc.record({ at: ticks, lasting: fc.option(fc.nat(12)), amount: fc.nat(99) })
const lookedAt = fc.record({ until: ticks, back: fc.nat(15), own: fc.nat(25) })

const claimsOf = (drafts: readonly { at: number; lasting: number | null; amount: number }[]): readonly Lasting[] =>
  drafts
    .toSorted((a, b) => a.at - b.at)
    .map(({ amount, at, lasting }, index) => ({
      id: `r${index}`,
      told: { at: instant(at), amount, currency: "EUR" } as Lasting["told"],
      endedAt: lasting === null ? null : instant(at + lasting),
    }))

const readingOf = (claims: readonly Lasting[], heard: (count: number) => void = () => undefined): Reading =>
  function* ({ since, until }) {
    // Rows are of the moment they were asked for, and come later.
    const found = claims.filter(({ told }) => told.at >= since && told.at <= until)
    yield undefined as never
    heard(found.length)
    return found
  }

const walked = (claims: readonly Lasting[], { since, until }: Window, own: string) =>
  claims
    .filter(({ endedAt, id, told }) => {
      const isWithin = told.at >= since && told.at <= until
      return isWithin && id !== own && (endedAt === null || endedAt > until)
    })
    .map(({ told }) => told)

/** Goes on with several walks in an order of their own, as a database that answers when it can makes them. */
const interleaved = <A>(walks: readonly Steps<A>[], turns: readonly number[]): readonly A[] => {
  const answers = new Map<number, A>()
  for (let turn = 0; answers.size < walks.length; turn++) {
    const left = [...walks.keys()].filter((index) => !answers.has(index))
    const index = left[(turns[turn % turns.length] ?? 0) % left.length]!
    const step = walks[index]!.next([])
    if (step.done === true) answers.set(index, step.value)
  }
  return walks.map((_, index) => answers.get(index)!)
}

test("it tells what stands at the end of each window, looked at in any order, several at once, however little is kept", () => {
  fc.assert(
    fc.property(
      fc.array(claim, { maxLength: 30 }),
      fc.array(fc.array(lookedAt, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
      fc.array(fc.nat(7), { minLength: 1, maxLength: 20 }),
      fc.nat(30),
      (drafts, rounds, turns, kept) => {
        const claims = claimsOf(drafts)
        const timeline = new Timeline(readingOf(claims), kept)
        for (const round of rounds) {
          const asked = round.map(({ back, own, until }) => ({
            window: { since: instant(until - back), until: instant(until) },
            own: `r${own}`,
          }))
          const answers = interleaved(
            asked.map(({ own, window }) => timeline.standing(window, own)),
            turns,
          )
          expect(answers).toEqual(asked.map(({ own, window }) => walked(claims, window, own)))
        }
      },
    ),
    { numRuns: 2000 },
  )
})

test("windows that follow each other read no claim twice, whether time goes on or back", () => {
  const claims = claimsOf(Array.from({ length: 200 }, (_, at) => ({ at, lasting: null, amount: 1 })))
  for (const order of [1, -1]) {
    let read = 0
    const timeline = new Timeline(readingOf(claims, (count) => (read += count)))
    for (const until of [...claims.keys()].toSorted((a, b) => order * (a - b)))
      interleaved([timeline.standing({ since: instant(until - 50), until: instant(until) }, undefined)], [0])
    expect(read).toBe(claims.length)
  }
})
