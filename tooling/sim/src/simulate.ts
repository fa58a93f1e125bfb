/** Lives one seed after another and adds up what they met: steps, faults, and every promise that was broken. */
import { live, type Lived } from "./live.ts"
import type { Mode } from "./Mode.ts"
import { outgoingLife } from "./outgoing/live.ts"
import { outgoingPlants } from "./outgoing/plants.ts"
import { named, plants } from "./plants/plants.ts"
import { countOf, joined, type Range } from "./Range.ts"

/** What lives are of: refunds with everything that decides and moves them, or the messages that tell merchants of them. */
export type Kind = "outgoing" | "refunds"

export interface Plan {
  readonly of: Kind
  /** The first seed, and how many there are. */
  readonly from: number
  readonly seeds: number
  readonly commands: number
  /** Left out, odd seeds are lives whose faults stop, and even ones lives whose faults never do. */
  readonly mode: Mode | undefined
  /** The mistake that is planted, by name. */
  readonly fault: string | undefined
}

export interface Broken {
  readonly seed: number
  readonly promise: string
  readonly what: string
}

export interface Met {
  /** Which seeds were lived, each once. */
  readonly seeds: readonly Range[]
  readonly steps: number
  /** Hours of virtual time. */
  readonly hours: number
  readonly counts: ReadonlyMap<string, number>
  readonly broken: readonly Broken[]
}

const COMMANDS: Readonly<Record<Kind, number>> = { refunds: 200, outgoing: 60 }

export const planOf = (given: Partial<Plan>): Plan => ({
  of: "refunds",
  from: 1,
  seeds: 1,
  commands: COMMANDS[given.of ?? "refunds"],
  mode: undefined,
  fault: undefined,
  ...given,
})

export const modeOf = ({ mode }: Pick<Plan, "mode">, seed: number): Mode =>
  mode ?? (seed % 2 === 0 ? "safety" : "liveness")

/** One life of a plan, with its steps in words where somebody wants to read them. */
export const liveAs = (plan: Plan, seed: number, isTold = false): Lived => {
  const { commands, fault } = plan
  const options = { seed, commands, mode: modeOf(plan, seed), isTold }
  switch (plan.of) {
    case "refunds":
      return live({ ...options, plant: fault === undefined ? undefined : named(plants, fault) })
    case "outgoing":
      return outgoingLife({ ...options, plant: fault === undefined ? undefined : named(outgoingPlants, fault) })
  }
}

/** Every mistake that can be planted into lives of a kind. */
export const plantsOf = (of: Kind): readonly { readonly name: string; readonly says: string }[] =>
  of === "refunds" ? plants : outgoingPlants

/** The first seed of a plan whose life breaks a promise. */
export const firstBroken = (plan: Plan): Broken | undefined => {
  for (const seed of seedsOf(plan)) {
    const [broken] = liveAs(plan, seed).trace.violations
    if (broken !== undefined) return { seed, promise: broken.promise, what: broken.what }
  }
  return undefined
}

export const simulate = (plan: Plan): Met => together(seedsOf(plan).map((seed) => metOf(seed, liveAs(plan, seed))))

const metOf = (seed: number, { lasted, trace }: Lived): Met => ({
  seeds: [[seed, seed]],
  steps: trace.steps(),
  hours: lasted / 3_600_000,
  counts: trace.counts(),
  broken: trace.violations.map(({ promise, what }) => ({ seed, promise, what })),
})

export const livesIn = ({ seeds }: Met): number => countOf(seeds)

export const together = (all: readonly Met[]): Met => {
  const counts = new Map<string, number>()
  for (const one of all) for (const [name, times] of one.counts) counts.set(name, (counts.get(name) ?? 0) + times)
  const sum = (of: (met: Met) => number): number => all.reduce((total, one) => total + of(one), 0)
  return {
    seeds: joined(all.flatMap((one) => one.seeds)),
    steps: sum(({ steps }) => steps),
    hours: sum(({ hours }) => hours),
    counts,
    broken: all.flatMap((one) => one.broken).toSorted((a, b) => a.seed - b.seed),
  }
}

const seedsOf = ({ from, seeds }: Plan): readonly number[] => Array.from({ length: seeds }, (_, index) => from + index)
