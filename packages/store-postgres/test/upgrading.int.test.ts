/** Older programs beside newer ones: several newer ones bring a database of any version to the newest at once, while an older one works on. */
import { LedgerStore } from "@refund-rules/engine"
import { type Dialect, migrateOnce, postgres, storeContext } from "@refund-rules/store-kysely"
import { Context } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { questionOf } from "../src/Connection.ts"
import { Connections } from "../src/Connections.ts"
import { connect, connectWorker, putUpWalls } from "../src/open.ts"
import { postgresRunner } from "../src/postgresRunner.ts"
import { ask, brokenIn, paymentOf, run, shop, standing } from "./given.ts"
import { openStore, sharedStores } from "./stores.ts"

let stores: Awaited<ReturnType<typeof sharedStores>>
beforeAll(async () => {
  stores = await sharedStores()
})
afterAll(() => stores.stop())

const AT = "2026-01-01T00:00:00.000Z"

/** Makes a database as a program left it that knew no later version. */
const makeOlder = async (url: string, dialect: Dialect, version: number): Promise<void> => {
  const connection = await connect(url)
  for (let applied = 0; applied < version; applied++) {
    await connection.ask("begin")
    const steps = migrateOnce(dialect, AT)
    for (let step = steps.next(); step.done !== true;) {
      const { rowsOf, sent } = questionOf(step.value)
      step = steps.next(rowsOf((await connection.send(sent)).rows))
    }
    await connection.ask("commit")
  }
  await putUpWalls(connection)
  await connection.close()
}

/** Works with it as it is. */
const openOlder = (url: string, dialect: Dialect) => {
  const runner = postgresRunner({
    dialect,
    now: () => Date.parse(AT),
    connections: new Connections(() => connectWorker(url), 3, 5_000),
    replica: undefined,
    crashPoint: () => undefined,
    grouped: true,
    lanes: 2,
  })
  return { store: Context.get(storeContext(runner), LedgerStore), close: runner.close }
}

describe("a database of an older version", () => {
  it.each([
    ...[1, 2, 3, 4, 5, 6, 7, 8].map((version) => [version, 0] as const),
    ...[1, 8].map((version) => [version, 4] as const),
  ])(
    "(%i, in %i parts) is brought to the newest by three at once, and the older one works on beside them",
    async (version, partitions) => {
      const url = await stores.newUrl()
      const dialect = postgres({ partitions })
      await makeOlder(url, dialect, version)
      const older = openOlder(url, dialect)
      const registered: string[] = []
      let isOver = false
      const register = async (): Promise<void> => {
        const id = `p${registered.length}`
        await run(older.store.open(shop, paymentOf(id)))
        registered.push(id)
      }
      for (let before = 0; before < 5; before++) await register()
      const working = (async () => {
        while (!isOver) await register()
      })()
      const newer = await Promise.all([1, 2, 3].map(() => openStore({ url, connections: 3 })))
      const there = registered.length
      while (registered.length < there + 5) await new Promise((resolve) => setTimeout(resolve, 5))
      isOver = true
      await working
      for (const [index, one] of newer.entries()) await ask(one, "p0", `r${index}`, 3000)
      expect(await standing(newer[0]!, "p0")).toEqual({ refunds: ["r0", "r1", "r2"], held: 9000 })
      for (const id of registered) expect((await run(newer[1]!.store.read(shop, id))).payment.captured).toBe(10_000)
      expect(await brokenIn(newer[2]!)).toEqual([])
      await Promise.all([older.close(), ...newer.map((one) => one.close())])
    },
  )
})
