/** The evidence at the end of a run: what the server tells, what the provider moved, what the database proves of itself. */
import { setTimeout as sleep } from "node:timers/promises"
import { sendUntil } from "../journal/asking.ts"
import type { Final } from "../journal/Entry.ts"
import type { Evidence, Finding, Kept } from "../journal/judge.ts"
import { must } from "../server/Client.ts"
import type { Body, Client } from "../server/Client.ts"
import { movementsIn, openDesk } from "../server/Desk.ts"
import { inspect } from "../store/inspect.ts"
import type { World } from "./World.ts"

/** Starts a last server, lets everything come to its end, asks every key once more, and reads everything. */
export const gather = async (world: World): Promise<Evidence> => {
  const { journal } = world
  const { server, client } = await openDesk(world.folder, world.settings)
  try {
    const again = await everyKey(world, client)
    await settled(world, client)
    const kept = (await all(client, "/v1/refunds")).map(keptOf)
    const known = new Set((await all(client, "/v1/payments")).map(({ id }) => id ?? ""))
    await server.stop()
    const { broken } = await inspect(world.database, [])
    const { payments, wishes, answers } = journal
    return { payments, wishes, answers, again, kept, known, movements: movementsIn(world.folder), broken }
  } finally {
    await server[Symbol.asyncDispose]()
  }
}

const keptOf = ({ id = "", paymentId = "", amount = Number.NaN, status }: Body): Kept => ({
  id,
  paymentId,
  amount,
  status: String(status),
})

const everyKey = async (world: World, client: Client): Promise<ReadonlyMap<string, Final>> => {
  const again = new Map<string, Final>()
  const wishes = [...world.journal.wishes.values()]
  const worker = async (): Promise<void> => {
    for (let wish = wishes.pop(); wish !== undefined; wish = wishes.pop()) {
      const told = await sendUntil(client, world.journal, wish, world.patienceMs)
      if (told._tag === "Final") again.set(wish.key, told.final)
      else world.noticed.push(noFinal(wish.key, told._tag === "Strange" ? told.what : told._tag))
    }
  }
  await Promise.all(Array.from({ length: 16 }, worker))
  return again
}

const noFinal = (key: string, what: string): Finding => ({ promise: "stuck", what: `key ${key} in the end: ${what}` })

const all = async (client: Client, path: string): Promise<readonly Body[]> => {
  const items: Body[] = []
  for (let cursor = ""; ;) {
    const page = must(
      await client.get(`${path}?limit=100${cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`}`),
      200,
    ).body
    items.push(...(page.items ?? []))
    if (page.nextCursor === undefined || page.nextCursor === null) return items
    cursor = page.nextCursor
  }
}

// The dispatcher takes up what dead servers had taken once their leases are over; what could not be sent three times waits
// for up to two minutes.
const settled = async (world: World, client: Client): Promise<void> => {
  const end = performance.now() + 150_000
  for (const status of ["accepted", "submitting", "unknown", "pending"]) {
    for (;;) {
      const { items = [] } = must(await client.get(`/v1/refunds?status=${status}&limit=1`), 200).body
      if (items.length === 0 || performance.now() > end) break
      await sleep(100)
    }
  }
}
