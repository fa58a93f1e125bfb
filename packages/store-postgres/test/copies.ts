/** Copies of a running server for tests: one that follows it, or one restored from a backup. */
import { startCopy } from "@refund-rules/harness"
import { Effect } from "effect"
import { Client } from "pg"
import { run } from "./given.ts"
import type { startStores } from "./stores.ts"

/** What a server needs to be copied and followed; one that follows has to allow as much as the first one. */
export const COPIED = { max_connections: "200", max_wal_senders: "8", wal_keep_size: "512MB" } as const

/** A copy of the server as it runs. */
export const copyOf = (
  stores: Awaited<ReturnType<typeof startStores>>,
  becoming: "standby" | "restored",
): ReturnType<typeof startCopy> =>
  startCopy(
    stores.server,
    async (sql) => (await stores.admin.query<(string | null)[]>({ text: sql, rowMode: "array" })).rows,
    becoming,
    COPIED,
  )

export const connected = async (url: string): Promise<Client> => {
  const client = new Client({ connectionString: url })
  client.on("error", () => undefined)
  await client.connect()
  return client
}

/** The same schema of another server. */
export const elsewhere = (url: string, server: string): string => `${server}${new URL(url).search}`

/** Many times what any of it takes on a machine that does nothing else. */
const PATIENCE_MILLISECONDS = 120_000

export const until = async (holds: () => Promise<boolean>): Promise<void> => {
  for (const from = performance.now(); !(await holds()); await run(Effect.sleep(20)))
    if (performance.now() - from > PATIENCE_MILLISECONDS) throw new Error("it did not come to hold")
}
