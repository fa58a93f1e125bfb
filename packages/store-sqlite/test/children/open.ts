/** A process that opens a store on a file and prints how many schema versions were applied to it. */
import Database from "better-sqlite3"
import { openStore } from "../stores.ts"

const [file] = process.argv.slice(2) as [string]
const { close } = await openStore({ url: file })
await close()
console.log(new Database(file).prepare("select count(*) from refund_rules_migration").pluck().get())
