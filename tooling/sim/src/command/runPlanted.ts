/** Looks for every planted mistake, seed after seed, and tells how many seeds each took; ends with one line of JSON. */
import { plantsOf } from "../simulate.ts"
import type { Asked } from "./options.ts"
import { record } from "./record.ts"
import { type Cell, table } from "./table.ts"
import { foundOf } from "./together.ts"

export const runPlanted = async ({ isRecorded, plan }: Asked): Promise<boolean> => {
  const plants = plantsOf(plan.of)
  const names = plants.map(({ name }) => name)
  const found = await foundOf(plan, names, (fault, broken) =>
    console.error(`${fault}: ${broken === undefined ? "not found" : `seed ${broken.seed}, ${broken.promise}`}`),
  )
  const rows = plants.map(({ name, says }): readonly Cell[] => {
    const broken = found.get(name)
    const seeds = broken === undefined ? `not in ${plan.seeds}` : `${broken.seed - plan.from + 1}`
    return [`\`${name}\``, says, broken?.promise ?? "none", seeds]
  })
  const told = table(["mistake", "what is wrong", "promise it breaks first", "seeds needed"], rows)
  if (isRecorded) record(plan.of, "planted", told)
  else console.log(told)
  const missed = names.filter((name) => !found.has(name))
  console.log(JSON.stringify({ planted: names.length, found: found.size, missed }))
  return missed.length === 0
}
