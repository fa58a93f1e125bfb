/** A process that opens a file and kills itself before the statement of the given number; without one it goes through. */
import { connect, migrate } from "../../src/open.ts"

const [file, number] = process.argv.slice(2) as [string, string | undefined]
let count = 0
const connection = connect(file)
migrate(connection, "2026-01-01T00:00:00.000Z", () => {
  count++
  if (count === Number(number)) process.kill(process.pid, "SIGKILL")
})
connection.database.close()
console.log(count)
