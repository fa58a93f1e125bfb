/** Two real servers on one PostgreSQL, and everything that may break between them and it, each at least once. */
import { expect, it } from "vitest"
import { chanceOf, seedOfRun } from "../src/chance.ts"
import { databaseFaults } from "../src/faults/database/faults.ts"
import { torment } from "../src/faults/database/torment.ts"

const seed = seedOfRun()

it(
  `whatever breaks between servers and their database, nothing answered is lost or doubled, seed ${seed}`,
  { timeout: 600_000 },
  async () => {
    const { acknowledged, happened, runs, wrong } = await torment(
      databaseFaults.map((fault) => [fault, 1]),
      chanceOf(seed),
    )
    expect(wrong).toEqual([])
    expect(runs).toBe(databaseFaults.length)
    expect(acknowledged).toBeGreaterThan(100)
    // A commit that nobody heard of is told by its key, for every key in it.
    expect(happened.get("key in doubt")).toBeGreaterThan(0)
    expect(happened.get("answered all the same")).toBe(happened.get("key in doubt"))
    expect(happened.get("key read again")).toBe(happened.get("key in doubt"))
    const seen = [...happened.keys()].join(", ")
    for (const one of ["57P01", "40P01", "40001", "53300", "killed", "lease taken up"]) expect(seen).toContain(one)
  },
)
