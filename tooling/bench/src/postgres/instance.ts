/** One instance as a process of its own: it works as long as it is told, and says how much it did. */
import { clients, type Round } from "../store/contest.ts"
import { requestOf } from "../store/work.ts"
import { ownPostgres } from "./databases.ts"

const [url = "", first, step, payments, count] = process.argv.slice(2)
let number = Number(first)
const next = () => requestOf((number += Number(step)), Number(payments))
const { change, close } = await ownPostgres(url)
const round = clients(Number(count), next, change)
const tell = (told: Round | "ready"): void => void process.send?.(told)

process.on("message", (milliseconds) => void round(Number(milliseconds)).then(tell))
process.on("disconnect", () => void close())
tell("ready")
