/** Real servers are started at once on an empty database and restarted one after the other under load; then a newer schema comes. */
import { setTimeout as sleep } from "node:timers/promises"
import { startPostgres } from "@refund-rules/harness"
import { Client as Session } from "pg"
import { expect, it } from "vitest"
import { type Body, type Client, must } from "../src/server/Client.ts"
import { type Desk, movementsIn, newFolder, openDesk, removeFolder, tryDesk } from "../src/server/Desk.ts"
import { inspect } from "../src/store/inspect.ts"

const SERVERS = 3
const CLIENTS = 8
const CAPTURED = 20_000
const payments = ["rolling-1", "rolling-2", "rolling-3"]

it(
  "a rolling restart loses and doubles nothing, and who works goes on beside a newer schema",
  { timeout: 400_000 },
  async () => {
    await using database = await startPostgres()
    const folder = newFolder("rolling")
    const settingsOf = (index: number) => ({
      REFUND_RULES_DATABASE_URL: database.url,
      REFUND_RULES_LEASE_MS: "2000",
      REFUND_RULES_SANDBOX_FILE: `${folder}/sandbox-${index}.jsonl`,
    })
    const start = (index: number): Promise<Desk> => openDesk(folder, settingsOf(index))
    const desks = await Promise.all(Array.from({ length: SERVERS }, (_, index) => start(index)))
    const load = loadOn(desks.map(({ client }) => client))
    try {
      for (const id of payments) {
        const payment = { id, provider: "sandbox", references: { proof: id }, currency: "USD", captured: CAPTURED }
        must(await desks[0]!.client.post("/v1/payments", payment), 201)
      }
      const working = load.run()
      for (let index = 0; index < SERVERS; index++) {
        const [{ server }, before] = [desks[index]!, load.answers.size]
        expect(await server.stop()).toMatchObject({ code: 0 })
        while (load.answers.size < before + 20) await sleep(20)
        desks[index] = await start(index)
        load.clients[index] = desks[index]!.client
      }
      await newer(database.url, true)
      const before = load.answers.size
      while (load.answers.size < before + 60) await sleep(20)
      const { client, server } = await tryDesk(folder, settingsOf(SERVERS))
      await server[Symbol.asyncDispose]()
      expect(client).toBeUndefined()
      await newer(database.url, false)
      load.stop()
      await working
      expect(load.strange).toEqual([])
      for (const [key, first] of load.answers) expect(await load.ask(key)).toEqual(first)
      await settled(desks[0]!.client)
      await Promise.all(desks.map((desk) => desk.server.stop()))
    } finally {
      load.stop()
      for (const { server } of desks) await server[Symbol.asyncDispose]()
    }
    const accepted = [...load.answers.values()].filter((one) => one.startsWith("ref_"))
    const moved = movementsIn(folder)
    expect(moved.map(({ refund }) => refund).toSorted()).toEqual(accepted.toSorted())
    expect(accepted.length).toBeGreaterThan(100)
    expect(await inspect(database.url, accepted)).toEqual({ missing: [], broken: [] })
    removeFolder(folder)
  },
)

/** What a migration of a later version may do: it adds, and says that it was there. */
const newer = async (url: string, isThere: boolean): Promise<void> => {
  const session = new Session({ connectionString: url })
  await session.connect()
  await session.query(
    isThere
      ? `alter table payment add column later text; alter table refund add column later text;
         insert into refund_rules_migration (version, name, applied_at) values (99, 'later', '2027-01-01T00:00:00.000Z')`
      : `alter table payment drop column later; alter table refund drop column later;
         delete from refund_rules_migration where version = 99`,
  )
  await session.end()
}

/** Clients that ask whichever server is next, and again under the same key until they are told. */
const loadOn = (clients: Client[]) => {
  let [next, turn, isOver] = [0, 0, false]
  const answers = new Map<string, string>()
  const strange: string[] = []
  const ask = async (key: string): Promise<string> => {
    const paymentId = payments[Number(key.split("-")[1]) % payments.length]
    for (let tries = 0; tries < 400; tries++) {
      const answer = await clients[turn++ % clients.length]!.post("/v1/refunds", { paymentId, amount: 7 }, key)
      if (answer.status === 201) return answer.body.id ?? "no id"
      if (answer.status === 422) return answer.body.code ?? "no code"
      const isLater =
        answer.status === "none" || answer.status === 503 || answer.body.code === "idempotency_in_progress"
      if (!isLater) strange.push(`${key}: ${answer.status} ${JSON.stringify(answer.body)}`)
      await sleep(25)
    }
    strange.push(`${key} was never answered`)
    return "nothing"
  }
  const worker = async (): Promise<void> => {
    while (!isOver) {
      const key = `key-${next++}`
      answers.set(key, await ask(key))
      await sleep(10)
    }
  }
  return {
    answers,
    ask,
    clients,
    strange,
    run: () => Promise.all(Array.from({ length: CLIENTS }, worker)),
    stop: () => void (isOver = true),
  }
}

/** Waits until nothing is on its way. */
const settled = async (client: Client): Promise<void> => {
  for (const status of ["accepted", "submitting", "unknown", "pending"])
    for (let items: readonly Body[] = [{}]; items.length > 0; await sleep(50))
      items = must(await client.get(`/v1/refunds?status=${status}&limit=1`), 200).body.items ?? []
}
