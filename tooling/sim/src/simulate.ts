/** Lives one seed after another and adds up what they met: steps, faults, and every promise that was broken. */
import { live } from "./live.ts"
import type { Mode } from "./Mode.ts"
import { plantNamed } from "./plants/plants.ts"

export interface Plan {
  readonly seed: number
  readonly seeds: number
  /** Every so manieth seed only: how workers share the work. */
  readonly every: number
  readonly commands: number
  /** Left out, odd seeds are lives whose faults stop, and even ones lives whose faults never do. */
  readonly mode: Mode | undefined
  readonly fault: string | undefined
}

export interface Broken {
  readonly seed: number
  readonly promise: string
  readonly what: string
}

export interface Met {
  readonly lives: number
  readonly steps: number
  /** Hours of virtual time. */
  readonly hours: number
  readonly counts: ReadonlyMap<string, number>
  readonly broken: readonly Broken[]
}

const COMMANDS = 200

export const planOf = (given: Partial<Plan>): Plan => ({
  seed: 1,
  seeds: 1,
  every: 1,
  commands: COMMANDS,
  mode: undefined,
  fault: undefined,
  ...given,
})

export const modeOf = ({ mode }: Plan, seed: number): Mode => mode ?? (seed % 2 === 0 ? "safety" : "liveness")

/** One life of a plan, with its steps in words where somebody wants to read them. */
export const liveAs = (plan: Plan, seed: number, isTold = false): ReturnType<typeof live> =>
  live({
    seed,
    commands: plan.commands,
    mode: modeOf(plan, seed),
    plant: plan.fault === undefined ? undefined : plantNamed(plan.fault),
    isTold,
  })

/** The first seed of a plan whose life breaks a promise. */
export const firstBroken = (plan: Plan): Broken | undefined => {
  for (let seed = plan.seed; seed < plan.seed + plan.seeds; seed += plan.every) {
    const [broken] = liveAs(plan, seed).trace.violations
    if (broken !== undefined) return { seed, promise: broken.promise, what: broken.what }
  }
  return undefined
}

export const simulate = (plan: Plan): Met => {
  const counts = new Map<string, number>()
  const broken: Broken[] = []
  let [lives, steps, hours] = [0, 0, 0]
  for (let seed = plan.seed; seed < plan.seed + plan.seeds; seed += plan.every) {
    const { lasted, trace } = liveAs(plan, seed)
    lives += 1
    steps += trace.steps()
    hours += lasted / 3_600_000
    add(counts, trace.counts)
    for (const { promise, what } of trace.violations) broken.push({ seed, promise, what })
  }
  return { lives, steps, hours, counts, broken }
}

export const together = (all: readonly Met[]): Met => {
  const counts = new Map<string, number>()
  for (const one of all) add(counts, one.counts)
  const sum = (of: (met: Met) => number): number => all.reduce((total, one) => total + of(one), 0)
  return {
    lives: sum(({ lives }) => lives),
    steps: sum(({ steps }) => steps),
    hours: sum(({ hours }) => hours),
    counts,
    broken: all.flatMap((one) => one.broken).toSorted((a, b) => a.seed - b.seed),
  }
}

const add = (counts: Map<string, number>, more: ReadonlyMap<string, number>): void => {
  for (const [name, times] of more) counts.set(name, (counts.get(name) ?? 0) + times)
}
