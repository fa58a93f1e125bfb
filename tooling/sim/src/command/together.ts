/** Lives the seeds of a plan on all cores: every one of them, or until the first of each planted mistake breaks a promise. */
import { type Broken, type Met, type Plan, together } from "../simulate.ts"
import { work } from "./work.ts"

/** Seeds a worker is given at a time. */
const BLOCK = 20

/** What all lives of a plan met; none is begun any more once it is enough. */
export const livesOf = async (
  plan: Plan,
  isEnough: () => boolean = () => false,
  onMore: (met: Met, more: Met) => void = () => undefined,
): Promise<Met> => {
  const end = plan.from + plan.seeds
  let next = plan.from
  let met = together([])
  await work<Met>(
    () => {
      if (next >= end || isEnough()) return undefined
      const from = next
      next = Math.min(end, from + BLOCK)
      return { plan: { ...plan, from, seeds: next - from }, isSearch: false }
    },
    (more) => onMore((met = together([met, more])), more),
  )
  return met
}

/** For each mistake by name, the first life of a plan that it breaks. */
export const foundOf = async (
  plan: Plan,
  faults: readonly string[],
  onFound: (fault: string, broken: Broken | undefined) => void = () => undefined,
): Promise<ReadonlyMap<string, Broken>> => {
  const left = [...faults]
  const found = new Map<string, Broken>()
  await work<Broken | undefined>(
    () => {
      const fault = left.shift()
      return fault === undefined ? undefined : { plan: { ...plan, fault }, isSearch: true }
    },
    (broken, { plan: { fault = "" } }) => {
      if (broken !== undefined) found.set(fault, broken)
      onFound(fault, broken)
    },
  )
  return found
}
