/** What somebody may do who has the database and not the key: change, take away, cut off, swap, and sign with another key. */
import { sealKeys } from "@refund-rules/engine"
import { run } from "./bench.ts"
import type { SealsUnderTest } from "./SealsUnderTest.ts"

/** The keys of secrets that are one byte each, written 32 times. */
export const keysOf = (...bytes: readonly number[]) => run(sealKeys(bytes.map((byte) => new Uint8Array(32).fill(byte))))

type Value = number | string | null | undefined

const literal = (value: Value): string =>
  value === null || value === undefined
    ? "null"
    : typeof value === "number"
      ? String(value)
      : `'${String(value).replaceAll("'", "''")}'`

const changed = (value: Value): string =>
  typeof value === "number" || /^\d+$/.test(String(value))
    ? literal(Number(value) + 1000)
    : literal(`${String(value ?? "")}x`)

/** One change of a database; `false` where there was nothing to change. */
type Tampering = (made: Pick<SealsUnderTest, "sql">, pick: (upTo: number) => number) => Promise<boolean>

const columns: Readonly<Record<string, { readonly key: readonly string[]; readonly of: readonly string[] }>> = {
  event: { key: ["position"], of: ["position", "payment_id", "sequence", "tag", "at", "by", "body", "hash"] },
  incident_event: {
    key: ["turn"],
    of: ["incident_id", "sequence", "payment_id", "refund_id", "tag", "at", "by", "body", "hash", "after"],
  },
  seal: {
    key: ["merchant", "mode", "number"],
    of: ["number", "ordinal", "position", "turn", "events", "incidents", "digest", "hash_before", "at"].concat([
      "public_key",
      "signature",
    ]),
  },
  sealed_to: { key: ["mode"], of: ["position", "turn", "seals"] },
}

const rowOf = async ({ sql }: Pick<SealsUnderTest, "sql">, table: string, pick: (upTo: number) => number) => {
  const { key } = columns[table]!
  const rows = await sql(`select * from ${table} order by ${key.join(", ")}`)
  const row = rows[pick(rows.length)]
  return row && { row, where: key.map((name) => `${name} = ${literal(row[name])}`).join(" and ") }
}

const changing =
  (table: string): Tampering =>
  async (made, pick) => {
    const found = await rowOf(made, table, pick)
    if (found === undefined) return false
    const name = columns[table]!.of[pick(columns[table]!.of.length)]!
    const to = changed(found.row[name])
    await made.sql(`update ${table} set ${name} = ${to} where ${found.where}`)
    return true
  }

const removing =
  (table: string): Tampering =>
  async (made, pick) => {
    const found = await rowOf(made, table, pick)
    if (found === undefined) return false
    await made.sql(`delete from ${table} where ${found.where}`)
    return true
  }

/** The last events of all, made as if they had never been, but for what is sealed. */
const cutting: Tampering = async (made, pick) => {
  const rows = await made.sql(`select position from event order by position desc`)
  const last = rows[pick(rows.length)]
  if (last === undefined) return false
  await made.sql(`delete from event where position >= ${literal(Number(last["position"]))}`)
  return true
}

/** Two events that were committed in another order: no chain tells, but the seal over them does. */
const swapping: Tampering = async (made, pick) => {
  const rows = await made.sql(
    `select position, payment_id from event where merchant = 'shop' and mode = 'test' order by position`,
  )
  const [one, other] = [rows[pick(rows.length)], rows[pick(rows.length)]]
  if (one === undefined || other === undefined || one["payment_id"] === other["payment_id"]) return false
  const put = (from: Value, to: Value) =>
    made.sql(`update event set position = ${literal(Number(to))} where position = ${literal(Number(from))}`)
  await put(one["position"], 1_000_000)
  await put(other["position"], one["position"])
  await put(1_000_000, other["position"])
  return true
}

/** A seal as it would be, had another key signed it. */
const forging: Tampering = async (made, pick) => {
  const found = await rowOf(made, "seal", pick)
  if (found === undefined) return false
  const { digest, events, incidents, merchant, mode, number } = found.row
  const { signer } = await keysOf(66)
  const forged = await run(
    signer!.sign({
      scope: { merchant: String(merchant), mode: mode === "live" ? "live" : "test" },
      number: Number(number),
      events: Number(events),
      incidents: Number(incidents),
      digest: String(digest),
      before: String(found.row["hash_before"]),
      at: String(found.row["at"]),
    }),
  )
  const set = `public_key = ${literal(forged.publicKey)}, signature = ${literal(forged.signature)}`
  await made.sql(`update seal set ${set} where ${found.where}`)
  return true
}

/** What somebody may do who has the database and no key, by what it is. */
export const tamperings: Readonly<Record<string, Tampering>> = {
  "an event is changed": changing("event"),
  "an event is taken away": removing("event"),
  "the newest events are cut off": cutting,
  "two events change places": swapping,
  "what is told of an incident is changed": changing("incident_event"),
  "what is told of an incident is taken away": removing("incident_event"),
  "a seal is changed": changing("seal"),
  "a seal is taken away": removing("seal"),
  "a seal is signed with another key": forging,
  "how far all is sealed is changed": changing("sealed_to"),
}
