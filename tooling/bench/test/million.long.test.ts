/** A share of `npm run lab:million`: what a killed import and a killed backtest come to, and in how much memory. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Million, million } from "../src/million/million.ts"
import { programs } from "../src/million/watched.ts"

// Fewer are done before anybody can be killed half-way.
const ROWS = 100_000

/**
 * Memory does not grow with rows, so that a share takes what the million does; reading TypeScript takes 40 more, and how
 * much garbage stands at its highest differs by tens from run to run (374 to 417).
 */
const MEGABYTES = 480

describe(`${ROWS} rows, killed half-way and gone on with`, () => {
  const folder = mkdtempSync(join(tmpdir(), "refund-rules-million-"))
  let figures: Million
  beforeAll(async () => {
    figures = await million({ folder, rows: ROWS, program: programs.source, say: () => undefined })
  }, 900_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it.each(["import", "backtest"] as const)("of the %s come to the same end, in memory that stays small", (name) => {
    const { isSame, killedAt, peakMegabytes, rows } = figures[name]
    expect({ rows, isSame }).toEqual({ rows: ROWS, isSame: true })
    expect(killedAt).toBeGreaterThan(0.4)
    expect(killedAt).toBeLessThan(1)
    expect(peakMegabytes).toBeGreaterThan(50)
    expect(peakMegabytes).toBeLessThan(MEGABYTES)
  })
})
