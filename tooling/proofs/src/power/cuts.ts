/** Power is cut at random moments of a trace: the files that may be left are opened by the real store and asked. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { basename, join } from "node:path"
import type { Chance } from "../chance.ts"
import { databaseOf } from "../server/Desk.ts"
import { inspect } from "../store/inspect.ts"
import type { Call } from "./Call.ts"
import { newDisk } from "./Disk.ts"
import { idAnswered } from "./order.ts"

/** What the cuts came to. */
export interface Cut {
  readonly cuts: number
  /** Cuts after which something that was answered was not there. */
  readonly lost: number
  /** Cuts after which the database was damaged or did not add up. */
  readonly damaged: number
  readonly first: string | undefined
}

/** Cuts power so many times, each on a disk of its own, with from none to all of what was not synced on it. */
export const cut = async (calls: readonly Call[], times: number, folder: string, chance: Chance): Promise<Cut> => {
  const moments = Array.from({ length: times }, () => chance.below(calls.length)).toSorted((a, b) => a - b)
  const disk = newDisk()
  const answered: string[] = []
  const wrong: { readonly isLost: boolean; readonly what: string }[] = []
  let at = 0
  for (const moment of moments) {
    for (; at <= moment; at += 1) {
      const call = calls[at]!
      disk.play(call, at)
      const id = call._tag === "Answer" ? idAnswered(call.text) : undefined
      if (id !== undefined) answered.push(id)
    }
    const image = join(folder, `cut-${moment}`)
    mkdirSync(image, { recursive: true })
    for (const [path, bytes] of disk.afterPowerLoss(chance, chance.oneOf([0, 20, 50, 80, 100]))) {
      writeFileSync(join(image, basename(path)), bytes)
    }
    const found = await inspect(`file:${databaseOf(image)}`, answered)
    if (found.missing.length > 0)
      wrong.push({ isLost: true, what: `call ${moment}: ${found.missing.length} answered and not there` })
    if (found.broken.length > 0) wrong.push({ isLost: false, what: `call ${moment}: ${found.broken[0]}` })
    rmSync(image, { recursive: true })
  }
  const lost = wrong.filter(({ isLost }) => isLost).length
  return { cuts: times, lost, damaged: wrong.length - lost, first: wrong[0]?.what }
}
