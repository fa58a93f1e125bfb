/** Hundreds of lives that break no promise; and of each planted mistake, that some seed below a stated one finds it. */
import { describe, expect, it } from "vitest"
import { plants } from "../src/plants/plants.ts"
import { firstBroken, liveAs, planOf, simulate } from "../src/simulate.ts"

/** Below which seed each is found; none where it has not been found, which docs/simulation.md says too. */
const foundBelow: Readonly<Record<string, number>> = {
  "key-per-attempt": 40,
  "timeout-is-failure": 10,
  "release-on-401": 10,
  "keyless-sent-again": 10,
  "not-found-is-certain": 10,
  "webhooks-not-deduped": 10,
  "keys-not-kept": 10,
  "answer-before-commit": 10,
  "guard-without-version": 60,
  "errand-ended-first": 10,
  "merchant-not-asked": 10,
  "lease-by-local-clock": 10,
  "unknown-released-by-timer": 10,
}

const notFound = ["expiry-by-raw-clock", "late-no-is-failure"]

describe("the simulation", () => {
  it("breaks no promise in 300 lives of 200 commands", { timeout: 900_000 }, () => {
    expect(simulate(planOf({ seeds: 300 })).broken).toEqual([])
  })

  it("knows of every planted mistake whether it is found", () => {
    expect([...Object.keys(foundBelow), ...notFound].toSorted()).toEqual(plants.map(({ name }) => name).toSorted())
  })

  it.each(Object.entries(foundBelow))(
    "finds the mistake %s below seed %i, where the same life without it breaks nothing",
    { timeout: 300_000 },
    (fault, below) => {
      const found = firstBroken(planOf({ seeds: below - 1, fault }))
      expect(found).toBeDefined()
      expect(liveAs(planOf({}), found!.seed).trace.violations).toEqual([])
    },
  )
})
