/** `npm run silence`: the server is killed after the provider moved money and before it answered; it moves once, and is known or a person is told. */
import { count, told } from "../arguments.ts"
import { table } from "../table.ts"
import { silence } from "./silence.ts"

const given = told(process.argv.slice(2), { refunds: "value", "at-once": "value", deaths: "value" })
// A death for each refund of each kind, unless several are to be cut off by one.
const atOnce = count(given["at-once"], given.deaths === undefined ? 8 : 1)
const refunds = given.deaths === undefined ? count(given.refunds, 200) : count(given.deaths, 1) * atOnce
const started = performance.now()
const { deaths, rows, wrong } = await silence({
  refunds,
  atOnce,
  onDeath: (cutOff) => console.error(`${cutOff} of ${refunds} of each kind`),
})

console.log(`${deaths} deaths in ${Math.round((performance.now() - started) / 1000)} s`)
console.log(table(["provider", "cut off", "movements", "ends as", "sends"], rows))
for (const sentence of wrong.slice(0, 30)) console.log(`wrong: ${sentence}`)
console.log(`promises not kept: ${wrong.length}`)
process.exitCode = wrong.length === 0 ? 0 : 1
