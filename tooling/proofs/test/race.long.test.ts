/** Short races against the real server, and the same against one without its guard, so that the race is seen to notice. */
import { describe, expect, it } from "vitest"
import { chanceOf, seedOfRun } from "../src/chance.ts"
import { race } from "../src/race/race.ts"

const seed = seedOfRun()

describe.each(["sqlite", "postgres"] as const)(`asks that race for one payment on %s, seed ${seed}`, (kind) => {
  it("never get more than was captured, and never less than there was room for", async () => {
    const { over, wrong } = await race({ chance: chanceOf(seed), payments: 5, isUnguarded: false, kind })
    expect({ over, wrong }).toEqual({ over: 0, wrong: [] })
  })

  it("get more than was captured on nine payments of ten, or more, where the guard is taken away", async () => {
    const { over, wrong } = await race({ chance: chanceOf(seed), payments: 20, isUnguarded: true, kind })
    // Of forty. Now and then all that race for one come in so far apart that each sees the one before.
    expect(over).toBeGreaterThanOrEqual(36)
    expect(wrong.length).toBeGreaterThan(0)
  })
})
