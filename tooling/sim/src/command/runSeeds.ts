/** Lives every seed of a plan, on all cores, and tells what was met; ends with one line of JSON. */
import { type Broken, liveAs, livesIn, type Met, modeOf, type Plan, together } from "../simulate.ts"
import { type Range, without } from "../Range.ts"
import { codeOfLives } from "./codeOfLives.ts"
import { cells, coverageTold, isRare, rarely } from "./coverage.ts"
import { keep, type Kept, keptIn } from "./kept.ts"
import type { Asked } from "./options.ts"
import { record } from "./record.ts"
import { livesOf } from "./together.ts"

/** Steps that are told before a broken promise. */
const TOLD = 40

export const runSeeds = async (asked: Asked): Promise<boolean> => {
  const { isRecorded, plan } = asked
  const { met, seconds } = await lived(asked)
  if (isRecorded) record(plan.of, "reached", `${inWords(plan, met, seconds)}\n\n${coverageTold(plan.of, met.counts)}`)
  else console.log(coverageTold(plan.of, met.counts))
  const [first] = met.broken
  if (first !== undefined) tellBroken(plan, first)
  const rare = plan.fault === undefined ? rarely(plan.of, met) : []
  for (const { fault, step, times } of rare) console.log(`met too seldom: ${step}, ${fault}: ${times} times`)
  console.log(inWords(plan, met, seconds))
  console.log(JSON.stringify(summary(plan, met, seconds)))
  return first === undefined && rare.length === 0
}

/** What was kept, and what is met now on top of it. */
const lived = async ({ kept: paths, minutes, plan }: Asked): Promise<Pick<Kept, "met" | "seconds">> => {
  const begun = performance.now()
  const seconds = (): number => (performance.now() - begun) / 1000
  let isStopped = false
  // Whoever stops it is told what was met until then.
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => (isStopped = true))
  const kept = paths.map((path) => keptIn(path, plan))
  const before = together(kept.map(({ met }) => met))
  const keeping = keeper(paths[0], plan, kept[0])
  const isAnyLeft = without([plan.from, plan.from + plan.seeds - 1], before.seeds).length > 0
  if (isAnyLeft && !keeping.isOfThisCode) throw new Error(`${paths[0]} holds lives of other code: take another file`)
  const tell = saying(livesIn(before))
  const met = await livesOf(plan, {
    before,
    isEnough: () => isStopped || seconds() > minutes * 60,
    onMore: (all, more) => {
      keeping.add(more, seconds())
      tell(all, more, seconds())
    },
  })
  keeping.end(seconds())
  return { met, seconds: kept.reduce((sum, one) => sum + one.seconds, seconds()) }
}

const KEPT_SECONDS = 30

/** Adds what is met to what a file holds, every so often and at the end. */
const keeper = (path: string | undefined, plan: Plan, held: Kept | undefined) => {
  const code = codeOfLives(plan.of)
  let met = held?.met ?? together([])
  let isNew = false
  let at = 0
  const write = (seconds: number): void => {
    if (path === undefined || held === undefined || !isNew) return
    at = seconds
    isNew = false
    keep(path, plan, { met, seconds: held.seconds + seconds, code })
  }
  return {
    isOfThisCode: held?.code === undefined || held.code === code,
    add: (more: Met, seconds: number): void => {
      met = together([met, more])
      isNew = true
      if (seconds > at + KEPT_SECONDS) write(seconds)
    },
    end: write,
  }
}

const SAID_SECONDS = 15

/** Said on the way, every so often. */
const saying = (before: number) => {
  let said = 0
  return (met: Met, { broken }: Met, seconds: number): void => {
    for (const { promise, seed, what } of broken) console.error(`seed ${seed}: ${promise}: ${what.slice(0, 200)}`)
    if (seconds < said + SAID_SECONDS) return
    said = seconds
    const lives = livesIn(met)
    console.error(`${lives} lives, ${rate(lives - before, seconds)} a second, ${met.broken.length} broken`)
  }
}

const rate = (lives: number, seconds: number): string => (lives / seconds).toFixed(1)

const YEAR_HOURS = 24 * 365

const inWords = (plan: Plan, met: Met, seconds: number): string =>
  [
    `${said(livesIn(met))} lives of ${plan.commands} commands, seeds ${met.seeds.map(rangeTold).join(", ")}`,
    `${said(met.steps)} steps, ${(met.hours / YEAR_HOURS).toFixed(1)} years of virtual time`,
    `${said(Math.round(seconds))} s, ${rate(livesIn(met), seconds)} lives a second`,
    met.broken.length === 0 ? "no promise was broken" : `promises were broken in ${seedsOf(met.broken).length} lives`,
  ].join("; ")

const said = (count: number): string => count.toLocaleString("en-US")

const rangeTold = ([from, to]: Range): string => (from === to ? said(from) : `${said(from)} to ${said(to)}`)

const seedsOf = (broken: readonly Broken[]): readonly number[] => [...new Set(broken.map(({ seed }) => seed))]

const summary = (plan: Plan, met: Met, seconds: number) => {
  const all = cells(plan.of, met.counts)
  return {
    of: plan.of,
    lives: livesIn(met),
    seeds: met.seeds,
    commands: plan.commands,
    mode: plan.mode ?? "both",
    ...(plan.fault === undefined ? {} : { fault: plan.fault }),
    steps: met.steps,
    years: Number((met.hours / YEAR_HOURS).toFixed(2)),
    seconds: Number(seconds.toFixed(1)),
    livesPerSecond: Number(rate(livesIn(met), seconds)),
    cells: all.length,
    cellsBelow100: all.filter(isRare).length,
    leastMet: all.slice(0, 5).map(({ fault, step, times }) => `${step}, ${fault}: ${times}`),
    broken: promisesOf(met.broken),
  }
}

const promisesOf = (broken: readonly Broken[]): Readonly<Record<string, readonly number[]>> =>
  Object.fromEntries(
    [...new Set(broken.map(({ promise }) => promise))].map((promise) => [
      promise,
      seedsOf(broken.filter((one) => one.promise === promise)).slice(0, 10),
    ]),
  )

/** A broken promise: which, the last steps before it, and the command that brings it back. */
const tellBroken = (plan: Plan, { promise, seed, what }: Broken): void => {
  console.log(liveAs(plan, seed, true).trace.last().slice(-TOLD).join("\n"))
  const planted = plan.fault === undefined ? "" : ` --fault ${plan.fault}`
  const again = `${plan.of === "refunds" ? "" : `--of ${plan.of} `}--seeds 1 --from ${seed} --mode ${modeOf(plan, seed)} --commands ${plan.commands}${planted}`
  console.log(`\nbroken: ${promise}: ${what}\nagain: npm run sim -- ${again}\n`)
}
