/** One fault of the database again and again under load, and everything held against everything in the end. */
import type { Chance } from "../../chance.ts"
import { gather } from "../../crash/gather.ts"
import { judge } from "../../journal/judge.ts"
import type { DatabaseFault } from "./faults.ts"
import { onStage } from "./Stage.ts"

/** What it came to. */
export interface Torment {
  readonly name: string
  readonly runs: number
  /** How often it hit what. */
  readonly hits: ReadonlyMap<string, number>
  /** From a strike to as many further answers as there are clients, in milliseconds. */
  readonly goesOnAfter: readonly number[]
  readonly acknowledged: number
  readonly wrong: readonly string[]
}

/** As many as ask at a time: when all of these are answered, none waits for what was struck. */
const CLIENTS = 16

/** Runs one fault so many times. */
export const torment = async (fault: DatabaseFault, runs: number, chance: Chance): Promise<Torment> => {
  const hits = new Map<string, number>()
  const goesOnAfter: number[] = []
  const wrong: string[] = []
  let acknowledged = 0
  let done = 0
  await onStage(
    chance,
    async (stage) => {
      await fault.prepare?.(stage)
      try {
        for (; done < runs; done++) {
          const hit = await fault.strike(stage)
          hits.set(hit, (hits.get(hit) ?? 0) + 1)
          const from = performance.now()
          await stage.answers(CLIENTS)
          goesOnAfter.push(performance.now() - from)
        }
      } catch (error) {
        wrong.push(`in run ${done + 1}: ${String(error)}`)
      }
    },
    async (world) => {
      const findings = [...world.noticed, ...judge(await gather(world))]
      wrong.push(...findings.map(({ promise, what }) => `${promise}: ${what}`))
      acknowledged = [...world.journal.answers.values()].filter(({ _tag }) => _tag === "Refund").length
    },
  )
  return { name: fault.name, runs: done, hits, goesOnAfter, acknowledged, wrong }
}
