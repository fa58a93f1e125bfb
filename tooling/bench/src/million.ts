/** `npm run lab:million`: the command line on a million rows, killed half-way, in memory that stays small. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { million } from "./million/million.ts"
import { programs } from "./million/watched.ts"

const ROWS = Number(process.argv[2] ?? 1_000_000)
const MEGABYTES = 400

if (!Number.isSafeInteger(ROWS) || ROWS < 1)
  throw new Error(`\`${process.argv[2]}\` is no number of rows: write \`npm run lab:million -- 50000\``)
const folder = mkdtempSync(join(process.env["BENCH_FOLDER"] ?? tmpdir(), "refund-rules-million-"))
try {
  const figures = await million({ folder, rows: ROWS, program: programs.compiled, say: console.log })
  for (const [name, { isSame, killedAt, peakMegabytes, perSecond, rows, seconds }] of Object.entries(figures))
    console.log(
      `${name.padEnd(9)} ${rows} rows in ${Math.round(seconds)} s, ${perSecond} a second, ${peakMegabytes} MB at most; ` +
        `killed at ${Math.round(killedAt * 100)} % and gone on with: ${isSame ? "the same" : "NOT THE SAME"}`,
    )
  console.log(JSON.stringify(figures))
  const isGood = Object.values(figures).every(({ isSame, peakMegabytes }) => isSame && peakMegabytes < MEGABYTES)
  process.exitCode = isGood ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
