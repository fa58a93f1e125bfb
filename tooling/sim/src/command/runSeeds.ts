/** Lives every seed of a plan, on all cores, and tells what was met; ends with one line of JSON. */
import { type Broken, liveAs, type Met, modeOf, type Plan } from "../simulate.ts"
import type { Asked } from "./options.ts"
import { cells, coverageTold } from "./coverage.ts"
import { record } from "./record.ts"
import { livesOf } from "./together.ts"

/** Steps that are told before a broken promise. */
const TOLD = 40
/** How often each fault must have met each step. */
const ENOUGH = 100

export const runSeeds = async ({ isRecorded, minutes, plan }: Asked): Promise<boolean> => {
  const begun = performance.now()
  let isStopped = false
  // Whoever stops it is told what was met until then.
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => (isStopped = true))
  const met = await livesOf(plan, () => isStopped || performance.now() > begun + minutes * 60_000, saying(begun))
  const seconds = (performance.now() - begun) / 1000
  const told = summary(plan, met, seconds)
  if (isRecorded) record("reached", `${inWords(plan, met, seconds)}\n\n${coverageTold(met.counts)}`)
  else console.log(coverageTold(met.counts))
  const [first] = met.broken
  if (first !== undefined) tellBroken(plan, first)
  console.log(inWords(plan, met, seconds))
  console.log(JSON.stringify(told))
  return first === undefined
}

/** Said on the way, every so often. */
const saying = (begun: number) => {
  let said = begun
  return (met: Met, { broken }: Met): void => {
    for (const { promise, seed, what } of broken) console.error(`seed ${seed}: ${promise}: ${what.slice(0, 200)}`)
    const now = performance.now()
    if (now < said + SAID_MILLIS) return
    said = now
    console.error(`${met.lives} lives, ${rate(met.lives, (now - begun) / 1000)} a second, ${met.broken.length} broken`)
  }
}

const SAID_MILLIS = 15_000

const rate = (lives: number, seconds: number): string => (lives / seconds).toFixed(1)

const YEAR_HOURS = 24 * 365

const inWords = (plan: Plan, { broken, hours, lives, steps }: Met, seconds: number): string =>
  [
    `${lives.toLocaleString("en-US")} lives of ${plan.commands} commands from seed ${plan.from}`,
    `${steps.toLocaleString("en-US")} steps, ${(hours / YEAR_HOURS).toFixed(1)} years of virtual time`,
    `${seconds.toFixed(0)} s, ${rate(lives, seconds)} lives a second`,
    broken.length === 0 ? "no promise was broken" : `promises were broken in ${seedsOf(broken).length} lives`,
  ].join("; ")

const seedsOf = (broken: readonly Broken[]): readonly number[] => [...new Set(broken.map(({ seed }) => seed))]

const summary = (plan: Plan, { broken, counts, hours, lives, steps }: Met, seconds: number) => {
  const all = cells(counts)
  return {
    seeds: lives,
    from: plan.from,
    commands: plan.commands,
    mode: plan.mode ?? "both",
    ...(plan.fault === undefined ? {} : { fault: plan.fault }),
    steps,
    years: Number((hours / YEAR_HOURS).toFixed(2)),
    seconds: Number(seconds.toFixed(1)),
    seedsPerSecond: Number(rate(lives, seconds)),
    cells: all.length,
    cellsBelow100: all.filter(({ times }) => times < ENOUGH).length,
    leastMet: all.slice(0, 5).map(({ fault, step, times }) => `${step}, ${fault}: ${times}`),
    broken: promisesOf(broken),
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
  const again = `--seeds 1 --from ${seed} --mode ${modeOf(plan, seed)} --commands ${plan.commands}${planted}`
  console.log(`\nbroken: ${promise}: ${what}\nagain: npm run sim -- ${again}\n`)
}
