/** Prints what was measured: a table for people, then one last line of flat JSON for scripts. */
import { execFileSync } from "node:child_process"
import { median, ratio, type Measured } from "./measure.ts"

/** One ratio that is reported, higher being better; `scale` turns operations into units of equal work. */
export interface Comparison {
  readonly key: string
  readonly of: string
  readonly to: string
  readonly scale?: number
  readonly target: number
}

const revision = (): string => {
  try {
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim()
  } catch {
    return "unknown"
  }
}

const rounded = (value: number): number => Number(value.toPrecision(3))

const time = (nanoseconds: number): string =>
  nanoseconds < 10_000
    ? `${rounded(nanoseconds)} ns`
    : nanoseconds < 10_000_000
      ? `${rounded(nanoseconds / 1000)} us`
      : `${rounded(nanoseconds / 1e6)} ms`

/** The table, the ratios with their spread, and the line a script reads; nothing may be printed after it. */
export const report = ({ calibration, rounds, timings }: Measured, comparisons: readonly Comparison[]): void => {
  console.log(`\n${"case".padEnd(34)} ${"per operation".padStart(14)}   median of ${rounds} rounds`)
  for (const [name, values] of timings) console.log(`${name.padEnd(34)} ${time(median(values)).padStart(14)}`)
  console.log(
    `\n${"ratio (higher is better)".padEnd(34)} ${"median".padStart(9)} ${"min".padStart(9)} ${"max".padStart(9)} ${"target".padStart(9)}`,
  )
  const line: Record<string, string | number> = { rev: revision(), calibration }
  for (const { key, of, scale = 1, target, to } of comparisons) {
    const { max, median, min } = ratio(timings, of, to)
    const figures = [median * scale, min * scale, max * scale, target].map((value) =>
      String(rounded(value)).padStart(9),
    )
    console.log(`${key.padEnd(34)} ${figures.join(" ")}${median * scale < target ? "   missed" : ""}`)
    line[key] = rounded(median * scale)
  }
  console.log(JSON.stringify(line))
}
