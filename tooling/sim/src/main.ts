/**
 * `npm run sim -- [--of outgoing] --seeds N [--from S] [--mode safety|liveness] [--commands N] [--minutes M] [--fault NAME] [--kept FILE]
 * [--record]` lives the whole service on a virtual clock, seed after seed; `npm run sim -- --planted` looks for every
 * planted mistake.
 */
import { type Asked, asked } from "./command/options.ts"
import { runPlanted } from "./command/runPlanted.ts"
import { runSeeds } from "./command/runSeeds.ts"

const wantedOr = (misunderstood: (why: string) => never): Asked => {
  try {
    return asked(process.argv.slice(2))
  } catch (error) {
    return misunderstood(error instanceof Error ? error.message : String(error))
  }
}

const wanted = wantedOr((why) => {
  console.error(why)
  return process.exit(2)
})
const isWell = await (wanted.isPlanted ? runPlanted(wanted) : runSeeds(wanted))
process.exitCode = isWell ? 0 : 1
