/** A process that may read a file and not write it, whoever runs the tests, and prints how opening it ends. */
import { openStore } from "../stores.ts"

const [file] = process.argv.slice(2) as [string]
// Everything is loaded before the right to read it is given up.
await (await openStore({ url: ":memory:" })).close()
if (process.getuid?.() === 0) process.seteuid?.(65_534)
try {
  await (await openStore({ url: file })).close()
  console.log("it was opened")
} catch (error) {
  const { reason, retry } = error as { readonly reason: string; readonly retry: string }
  console.log(`${retry}: ${reason}`)
}
