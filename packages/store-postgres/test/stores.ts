/** Stores for tests: schemas of one real server, emptied between tries; failing where they are told to, and opened again. */
import { startPostgres } from "@refund-rules/harness"
import { bookUnderTest, openLayer, storeUnderTest } from "@refund-rules/harness/store"
import { randomUUID } from "node:crypto"
import { Client } from "pg"
import { inject } from "vitest"
import { type PostgresOptions, PostgresStore } from "../src/index.ts"

/** The ports of a store, and how to close it. */
export const openStore = (options: PostgresOptions) => openLayer(PostgresStore.layer(options))

/** The server that all test files share, with schemas of their own; nobody may stop it, or change its settings. */
export const sharedStores = async () => {
  const url = inject("postgresUrl")
  const admin = await adminOf(url)
  return { admin, newUrl: () => newSchema(admin, url), stop: () => admin.end() }
}

/** A server of one test file's own, that it may harm. */
export const startStores = async (settings: Readonly<Record<string, string>> = {}) => {
  const server = await startPostgres({ max_connections: "200", ...settings })
  const stores = {
    server,
    /** Its superuser. */
    admin: await adminOf(server.url),
    newUrl: () => newSchema(stores.admin, server.url),
    /** Kills it, as a power cut would, and starts it again. */
    restart: async (): Promise<void> => {
      await server.crash()
      await server.restart()
      stores.admin = await adminOf(server.url)
    },
    stop: async (): Promise<void> => {
      await stores.admin.end()
      // Nothing here is kept, so nothing has to be written back before it ends.
      await server.crash()
      await server.stop()
    },
  }
  return stores
}

/** An empty schema, and the URL by which a store has only that. */
const newSchema = async (admin: Client, server: string): Promise<string> => {
  const name = `s_${randomUUID().slice(0, 8)}`
  await admin.query(`create schema ${name}`)
  return `${server}?options=-c%20search_path%3D${name}`
}

const adminOf = async (url: string): Promise<Client> => {
  const admin = new Client({ connectionString: url })
  admin.on("error", () => undefined)
  await admin.connect()
  return admin
}

/** Removes every row, as if the store had just been made. */
export const empty = async (url: string): Promise<void> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = current_schema() and tablename not in ('refund_rules_migration', 'store_state', 'event_count', 'webhook_told', 'sealed_to')",
  )
  await client.query(
    [
      ...rows.map(({ name }) => `delete from ${name}`),
      "update store_state set value = ''",
      "update event_count set last = 0",
      "update webhook_told set position = 0, turn = 0",
      "update sealed_to set position = 0, turn = 0, seals = 0, worker = null, ready = 0",
    ].join(";"),
  )
  await client.end()
}

/** Stores as the laws want them, one after the other over one schema. A killed process is a second store beside the first. */
export const storesOver = (url: string, options: Partial<PostgresOptions> = {}) => {
  const next = emptied(url)
  return async () => storeUnderTest(await next(options))
}

/** Books of notices as their laws want them, over one schema too. */
export const booksOver = (url: string) => {
  const next = emptied(url)
  return async () => bookUnderTest(await next({}))
}

const emptied = (url: string) => {
  let isFirst = true
  return async (options: Partial<PostgresOptions>): Promise<Parameters<typeof storeUnderTest>[0]> => {
    if (!isFirst) await empty(url)
    isFirst = false
    return {
      open: (crashPoint = () => undefined) => openStore({ url, crashPoint, ...options }),
      openAgain: () => openStore({ url, ...options }),
    }
  }
}
