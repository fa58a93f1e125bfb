/** What runs met, kept in a file: later runs add up to it, and no seed of it is lived again. */
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { type Kind, type Met, type Plan, together } from "../simulate.ts"

/** The file's own words of what it holds. */
interface Written extends Omit<Met, "counts"> {
  /** Left out where they are of refunds. */
  readonly of?: Kind
  readonly code: string
  readonly commands: number
  readonly mode: string
  readonly seconds: number
  readonly counts: Readonly<Record<string, number>>
}

export interface Kept {
  readonly met: Met
  /** How long it took to live them. */
  readonly seconds: number
  /** Which code lived them; undefined where nothing is kept. */
  readonly code: string | undefined
}

const nothing: Kept = { met: together([]), seconds: 0, code: undefined }

/** What a file holds, if there is one; an error where its lives are of another kind than the plan's. */
export const keptIn = (path: string, plan: Plan): Kept => {
  if (!existsSync(path)) return nothing
  const {
    code,
    commands,
    counts,
    mode,
    of = "refunds",
    seconds,
    ...met
  } = JSON.parse(readFileSync(path, "utf8")) as Written
  if (of !== plan.of || commands !== plan.commands || mode !== modeIn(plan))
    throw new Error(`${path} holds lives of ${commands} commands, mode ${mode}, of ${of}: keep others in another file`)
  return { met: { ...met, counts: new Map(Object.entries(counts)) }, seconds, code }
}

/** Written beside it first, so that a run that is killed leaves the file as it was. */
export const keep = (path: string, plan: Plan, { code = "", met, seconds }: Kept): void => {
  const { counts, ...rest } = met
  const { commands, of } = plan
  const written: Written = {
    of,
    code,
    commands,
    mode: modeIn(plan),
    seconds,
    ...rest,
    counts: Object.fromEntries(counts),
  }
  writeFileSync(`${path}.new`, `${JSON.stringify(written)}\n`)
  renameSync(`${path}.new`, path)
}

const modeIn = ({ mode }: Plan): string => mode ?? "both"
