/** `npm run faults`, with `-- --postgres` those of a database: everything under the servers fails, and nothing answered is lost. */
import { count, told } from "../arguments.ts"
import { seedOfRun } from "../chance.ts"
import { database } from "./database/database.ts"
import { machine } from "./machine.ts"

const { only, postgres, runs } = told(process.argv.slice(2), { only: "value", postgres: "flag", runs: "value" })
const seed = seedOfRun()
console.log(`seed ${seed}${postgres === true ? ", two servers on one PostgreSQL" : ""}`)
const word = typeof only === "string" ? only : undefined
const isWell =
  postgres === true
    ? await database(seed, word, runs === undefined ? undefined : (usual) => count(runs, usual))
    : await machine(seed, word)
process.exitCode = isWell ? 0 : 1
