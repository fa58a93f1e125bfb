/** Before anything is timed: all contestants leave the same rows, byte for byte, after the same requests. */
import Database from "better-sqlite3"
import { kyselyStore } from "./kyselyStore.ts"
import { ownStore } from "./ownStore.ts"
import { rawStore } from "./rawStore.ts"
import { copyOf } from "./contest.ts"
import { requestOf } from "./work.ts"

const TABLES = ["payment", "line", "refund", "event", "once_key", "errand", "store_state"]

const contents = (file: string): string => {
  const database = new Database(file, { readonly: true })
  const rows = TABLES.map((table) => database.prepare(`select * from ${table}`).all())
  database.close()
  return JSON.stringify(rows)
}

export const checkSameBytes = async (beginning: string, folder: string, payments: number): Promise<void> => {
  const requests = Array.from({ length: 300 }, (_, number) => requestOf(number, Math.min(100, payments)))
  const files = ["own", "raw", "kysely"].map((name) => copyOf(beginning, folder, `same-${name}`))
  const [ownFile, rawFile, kyselyFile] = files as [string, string, string]
  const own = await ownStore(ownFile, true)
  await Promise.all(requests.map(own.change))
  await own.close()
  const raw = rawStore(rawFile)
  raw.changeAll(requests)
  raw.close()
  const kysely = kyselyStore(kyselyFile)
  for (const request of requests) await kysely.change(request)
  await kysely.close()
  const [first, ...others] = files.map(contents)
  if (others.some((one) => one !== first)) throw new Error("the contestants do not leave the same rows")
}
