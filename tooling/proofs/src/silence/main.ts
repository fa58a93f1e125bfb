/** `npm run silence`: the server is killed after the provider moved money and before it answered; it moves once, and is known or a person is told. */
import { count, told } from "../arguments.ts"
import { table } from "../table.ts"
import { silence } from "./silence.ts"

const { kills } = told(process.argv.slice(2), { kills: "value" })
const wanted = count(kills, 200)
const { rows, wrong } = await silence(wanted, (kill) => {
  if (kill % 20 === 0) console.error(`${kill} of ${wanted}`)
})

console.log(table(["provider", "killed", "movements", "ends as", "sends"], rows))
for (const sentence of wrong.slice(0, 30)) console.log(`wrong: ${sentence}`)
console.log(`promises not kept: ${wrong.length}`)
process.exitCode = wrong.length === 0 ? 0 : 1
