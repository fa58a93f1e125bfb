/** A server under strace that answers so many refunds: what it told the kernel, and which ids it answered. */
import { realpathSync } from "node:fs"
import { join } from "node:path"
import type { Wrapping } from "@refund-rules/harness"
import type { Chance } from "../chance.ts"
import { strace } from "../debian.ts"
import { must } from "../server/Client.ts"
import type { Client } from "../server/Client.ts"
import { databaseOf, openDesk } from "../server/Desk.ts"
import type { Call } from "./Call.ts"
import { readTrace, straceOptions } from "./readTrace.ts"

/** Runs the server in a folder until it has answered so many refunds with 201; `plant` is put into it. */
export const trace = async (
  folder: string,
  refunds: number,
  chance: Chance,
  plant: Wrapping = {},
): Promise<readonly Call[]> => {
  const file = join(folder, "trace")
  const command = [...strace(), ...straceOptions, "-o", file]
  const { server, client } = await openDesk(folder, {}, { ...plant, command })
  try {
    await answer(client, refunds, chance)
  } finally {
    // The tracer goes when the server does, and not before.
    process.kill(server.line.pid, "SIGTERM")
    await server.ended
  }
  const real = realpathSync(databaseOf(folder))
  return readTrace(file, (path) => path === real || path === `${real}-wal`)
}

// A tenth of them one after the other, the rest by sixteen clients at once, whose answers one sync may serve.
const answer = async (client: Client, refunds: number, chance: Chance): Promise<void> => {
  const payments = Array.from({ length: Math.ceil(refunds / 50) }, (_, index) => `power-${index}`)
  for (const id of payments) {
    const payment = { id, provider: "sandbox", references: { power: id }, currency: "USD", captured: 100_000 }
    must(await client.post("/v1/payments", payment), 201)
  }
  const alone = Math.ceil(refunds / 10)
  let next = 0
  const worker = async (until: number): Promise<void> => {
    while (next < until) {
      const index = (next += 1)
      const body = { paymentId: payments[index % payments.length], amount: 1 + chance.below(1_000) }
      must(await client.post("/v1/refunds", body, `power-key-${index}`), 201)
    }
  }
  await worker(alone)
  await Promise.all(Array.from({ length: 16 }, () => worker(refunds)))
}
