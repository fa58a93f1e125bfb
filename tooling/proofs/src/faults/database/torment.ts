/** Faults of the database again and again under load, and everything held against everything in the end. */
import type { Chance } from "../../chance.ts"
import { gather } from "../../crash/gather.ts"
import { judge } from "../../journal/judge.ts"
import type { DatabaseFault } from "./DatabaseFault.ts"
import { askAt, onStage, type Stage } from "./Stage.ts"

/** What it came to. */
export interface Torment {
  /** How often it struck, and how often it was tried and missed. */
  readonly runs: number
  readonly missed: number
  /** What happened by it how often, counted from what was seen of it. */
  readonly happened: ReadonlyMap<string, number>
  /** How long what took, in milliseconds. */
  readonly took: ReadonlyMap<string, readonly number[]>
  readonly acknowledged: number
  readonly wrong: readonly string[]
}

/** As many as ask at a time: when all of these are answered, none waits for what was struck. */
const CLIENTS = 16
/** So many tries for a strike that counts. */
const TRIES = 20

/** Runs faults one after the other on one stage, each until it has struck so many times. */
export const torment = async (
  faults: readonly (readonly [DatabaseFault, number])[],
  chance: Chance,
): Promise<Torment> => {
  const happened = new Map<string, number>()
  const durations = new Map<string, number[]>()
  const took: Stage["took"] = (what, milliseconds) =>
    void durations.set(what, [...(durations.get(what) ?? []), milliseconds])
  const wrong: string[] = []
  let [acknowledged, done, missed] = [0, 0, 0]
  const strike = async (fault: DatabaseFault, stage: Stage): Promise<boolean> => {
    const seen = await fault.strike(stage)
    for (const what of seen) happened.set(what, (happened.get(what) ?? 0) + 1)
    const from = performance.now()
    await stage.answers(CLIENTS)
    took(`from what was struck to ${CLIENTS} answers`, performance.now() - from)
    return seen.length > 0
  }
  const strikeAll = async (fault: DatabaseFault, wanted: number, stage: Stage): Promise<void> => {
    await fault.prepare?.(stage)
    const [first, most] = [done, missed + wanted * TRIES]
    while (done < first + wanted && missed < most)
      if (await strike(fault, stage)) done += 1
      else missed += 1
    if (done < first + wanted) wrong.push(`${fault.name}: struck ${done - first} of ${wanted} times`)
  }
  await onStage(
    chance,
    async (stage) => {
      try {
        for (const [fault, wanted] of faults) await strikeAll(fault, wanted, stage)
      } catch (error) {
        wrong.push(`after ${done} strikes: ${String(error)}`)
      }
    },
    async (world) => {
      const findings = [...world.noticed, ...judge(await gather(world))]
      wrong.push(...findings.map(({ promise, what }) => `${promise}: ${what}`))
      if (findings.length > 0) wrong.push(...(await leftToDo(world.database)))
      for (const [what, count] of await triedAgain(world.database)) happened.set(what, count)
      acknowledged = [...world.journal.answers.values()].filter(({ _tag }) => _tag === "Refund").length
    },
    took,
  )
  return { runs: done, missed, happened, took: durations, acknowledged, wrong }
}

/** What had to be sent once more because it had not got through, or may have: whoever is late has many tries behind him. */
const triedAgain = async (url: string): Promise<readonly (readonly [string, number])[]> =>
  (
    await askAt(
      url,
      `select case split_part(id, ' ', 1) when 'again' then 'not got through' else 'in doubt' end || ' before try ' || split_part(id, ' ', 2) as what,
         count(*)::int as times from errand where id like 'again %' or (id like 'doubt %' and due is not null) group by 1`,
    )
  ).map(({ times, what }) => [String(what), Number(times)])

/** Where something is wrong: what is still to be done, by whom, and when. */
const leftToDo = async (url: string): Promise<readonly string[]> => {
  const rows = await askAt(
    url,
    "select id, refund_id, worker, due, ready, now() as now from errand where ended = 0 limit 10",
  )
  return [`to be done in the end: ${JSON.stringify(rows)}`]
}
