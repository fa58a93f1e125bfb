/** The real server is killed a hundred times; and one row or one movement changed behind its back is noticed. */
import { appendFileSync, readFileSync } from "node:fs"
import { join } from "node:path"
import Database from "better-sqlite3"
import { describe, expect, it } from "vitest"
import { chanceOf, seedOfRun } from "../src/chance.ts"
import { crash } from "../src/crash/crash.ts"
import { points } from "../src/crash/plan.ts"
import { databaseOf } from "../src/server/Desk.ts"

const seed = seedOfRun()

describe(`a server that is killed, seed ${seed}`, () => {
  it.each(["sqlite", "postgres"] as const)(
    "loses, doubles and blocks nothing in a hundred kills on %s",
    { timeout: 900_000 },
    async (kind) => {
      const report = await crash({ kills: 100, kind, chance: chanceOf(seed) })
      expect(report.findings).toEqual([])
      expect([...report.deaths.values()].reduce((sum, times) => sum + times, 0)).toBe(100)
      for (const point of points) expect(report.deaths.get(point)).toBeGreaterThanOrEqual(5)
      expect(report.moved).toBe(report.refunds)
      expect(report.acknowledged).toBeGreaterThan(100)
    },
  )

  it("is caught when acknowledged refunds are deleted between two lives", async () => {
    const { findings } = await crash({
      kills: 1,
      kind: "sqlite",
      // Refunds are there, and answered, once the server comes to this point.
      at: "before-outbox-ack",
      chance: chanceOf(seed),
      meanwhile: (folder) => {
        const database = new Database(databaseOf(folder))
        expect(database.prepare("delete from refund").run().changes).toBeGreaterThan(0)
        database.close()
      },
    })
    expect(findings.map(({ promise }) => promise)).toEqual(expect.arrayContaining(["lost", "broken"]))
  })

  it("is caught when money moves twice", async () => {
    const { findings } = await crash({
      kills: 1,
      kind: "sqlite",
      // Money has moved once the server comes to this point.
      at: "before-outbox-ack",
      chance: chanceOf(seed),
      meanwhile: (folder) => {
        // With the key of a second try that is not the first one's: as a provider, so a second movement.
        const file = join(folder, "sandbox.jsonl")
        const last = JSON.parse(readFileSync(file, "utf8").trimEnd().split("\n").at(-1) ?? "") as {
          readonly key: string
        }
        appendFileSync(file, `${JSON.stringify({ ...last, key: `${last.key}-2` })}\n`)
      },
    })
    expect(findings.map(({ promise }) => promise)).toContain("doubled")
  })
})
