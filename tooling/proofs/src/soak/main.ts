/** `npm run soak`: a million refunds through one desk on one file, and the memory of the process stays where it was. */
import { setTimeout as sleep } from "node:timers/promises"
import { statSync } from "node:fs"
import { type Gateway, openDesk } from "@refund-rules/engine"
import { SqliteStore } from "@refund-rules/store-sqlite"
import { Effect } from "effect"
import { count, told } from "../arguments.ts"
import { chanceOf, seedOfRun } from "../chance.ts"
import { databaseOf, newFolder, removeFolder } from "../server/Desk.ts"
import { table } from "../table.ts"
import { type Sample, slope } from "./slope.ts"

const { minutes, refunds } = told(process.argv.slice(2), { refunds: "value", minutes: "value" })
const wanted = count(refunds, 1_000_000)
const until = performance.now() + count(minutes, 45) * 60_000
const seed = seedOfRun()
const chance = chanceOf(seed)
const folder = newFolder("soak")
console.log(`seed ${seed}, ${wanted} refunds`)

/** More than this a refund, and a million more would be noticed. */
const bytesAtMost = 32
const perPayment = 10

// Pays at once and remembers nothing, so that all memory measured is the desk's, the dispatcher's and the store's.
let paid = 0
const gateway: (typeof Gateway)["Service"] = {
  provider: "sandbox",
  capabilities: {},
  keyed: true,
  lookUp: "by-key",
  find: () => Effect.succeed("unknown"),
  send: ({ payment, refund }) =>
    Effect.sync(() => {
      paid += 1
      const fact = { providerRefundId: `paid_${refund.id}`, status: "succeeded", amount: refund.claim.paid } as const
      return { _tag: "Acknowledged", fact: { ...fact, currency: payment.currency } }
    }),
}

const desk = await openDesk({
  database: { layer: SqliteStore.layer({ url: `file:${databaseOf(folder)}` }) },
  gateways: [gateway],
  dispatch: { concurrency: 256 },
})
const heap: Sample[] = []
const resident: Sample[] = []
let [done, payments, isOver] = [0, 0, false]

const worker = async (): Promise<void> => {
  while (!isOver) {
    const id = `soak-${(payments += 1)}`
    await desk.registerPayment({ id, provider: "sandbox", references: { soak: id }, currency: "USD", captured: 10_000 })
    for (let each = 0; each < perPayment && !isOver; each += 1) {
      const { _tag } = await desk.request({ key: `${id}-${each}`, paymentId: id, amount: 1 + chance.below(1_000) })
      if (_tag !== "Accepted") throw new Error(`a refund that fits was answered with ${_tag}`)
      done += 1
      isOver ||= done >= wanted || performance.now() > until
      // Who pays is not left behind, or what is measured would be the queue.
      while (done - paid > 4_000) await sleep(5)
    }
  }
}

const measure = (): void => {
  globalThis.gc?.()
  const { external, heapUsed, rss } = process.memoryUsage()
  heap.push({ refunds: done, bytes: heapUsed + external })
  resident.push({ refunds: done, bytes: rss })
}

const start = performance.now()
const measuring = setInterval(measure, Math.max(1_000, Math.min(15_000, wanted / 50)))
await Promise.all(Array.from({ length: 256 }, worker))
clearInterval(measuring)
measure()
const seconds = (performance.now() - start) / 1_000
for (let tries = 0; paid < done && tries < 600; tries += 1) await sleep(100)
const { broken, payments: verified } = await desk.verify()
await desk.close()
const size = statSync(databaseOf(folder)).size
removeFolder(folder)

const megabytes = (bytes: number): string => (bytes / 1_048_576).toFixed(1)
const shown = heap.filter((_, index) => index % Math.ceil(heap.length / 12) === 0 || index === heap.length - 1)
const rows = shown.map(({ bytes, refunds: after }) => [
  after,
  megabytes(bytes),
  megabytes(resident.find((sample) => sample.refunds === after)?.bytes ?? 0),
])
console.log(table(["after refunds", "heap MB", "resident MB"], rows))
console.log(
  `${done} refunds in ${Math.round(seconds)} s, ${Math.round(done / seconds)} a second; database ${megabytes(size)} MB`,
)
console.log(`heap: ${slope(heap).toFixed(2)} bytes a refund; resident: ${slope(resident).toFixed(2)} bytes a refund`)
console.log(`${paid} paid; ${verified} payments verified, ${broken.length} broken`)
const isFlat = slope(heap) < bytesAtMost && slope(resident) < bytesAtMost
console.log(`memory is flat: ${isFlat ? "yes" : "no"}`)
process.exitCode = isFlat && done >= wanted && paid === done && broken.length === 0 ? 0 : 1
