/** Planted with `--import`: the driver of PostgreSQL makes tables without their CHECKs, and a guard that takes any sum. */
import pg from "pg"

const open = (text: string): string => {
  if (text.startsWith("create table")) return text.replaceAll(/,\s*constraint \w+ check \([^\n]*\)(?=\n|,)/g, "")
  if (text.startsWith('update "payment"')) return text.replaceAll(/case when (\$\d+) = 1 /g, "case when $1 < 2 ")
  return text
}

let isPlanted = false
process.once("exit", () => {
  if (!isPlanted) console.error("the guard's statement was not met: nothing was planted")
})

interface Parsed {
  text: string
}
const connection = pg.Connection.prototype as unknown as { parse: (query: Parsed, more: boolean) => void }
const real = connection.parse
connection.parse = function parse(query, more) {
  const text = open(query.text)
  if (text !== query.text && text.startsWith("update")) isPlanted = true
  return real.call(this, { ...query, text }, more)
}
