/** Lives the seeds of a plan on all cores: every one of them, or until the first of each planted mistake breaks a promise. */
import { without, type Range } from "../Range.ts"
import { type Broken, type Met, type Plan, together } from "../simulate.ts"
import { work } from "./work.ts"

/** Seeds a worker is given at a time. */
const BLOCK = 20

export interface Living {
  /** What was met before: none of its seeds is lived again. */
  readonly before?: Met
  /** No life is begun any more once it is so. */
  readonly isEnough?: () => boolean
  readonly onMore?: (met: Met, more: Met) => void
}

/** What all lives of a plan met, on top of what was met before. */
export const livesOf = async (
  plan: Plan,
  { before = together([]), isEnough = () => false, onMore }: Living = {},
): Promise<Met> => {
  const left = without([plan.from, plan.from + plan.seeds - 1], before.seeds).flatMap(blocks)
  let met = before
  await work<Met>(
    () => {
      const block = isEnough() ? undefined : left.shift()
      if (block === undefined) return undefined
      const [from, to] = block
      return { plan: { ...plan, from, seeds: to - from + 1 }, isSearch: false }
    },
    (more) => {
      met = together([met, more])
      onMore?.(met, more)
    },
  )
  return met
}

const blocks = ([from, to]: Range): readonly Range[] =>
  Array.from({ length: Math.ceil((to - from + 1) / BLOCK) }, (_, index): Range => {
    const begin = from + index * BLOCK
    return [begin, Math.min(to, begin + BLOCK - 1)]
  })

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
