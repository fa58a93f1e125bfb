/** A file of payments, and the loader somebody would write for it: prepared statements, one sync at the end. */
import { parsePayment } from "@refund-rules/core"
import Database from "better-sqlite3"
import { hash } from "node:crypto"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { ownStore } from "../store/ownStore.ts"
import { paymentOf, scope } from "../store/work.ts"

const AT_ONCE = 20_000

/** So many payments as lines of JSON. */
export const paymentsFile = (folder: string, payments: number): string => {
  const file = join(folder, "payments.ndjson")
  const lines = Array.from({ length: payments }, (_, index) => `${JSON.stringify(paymentOf(index))}\n`)
  writeFileSync(file, lines.join(""))
  return file
}

/** A database with the schema and nothing in it. */
export const emptyStore = async (folder: string): Promise<string> => {
  const file = join(folder, "empty.db")
  await (await ownStore(file, true)).close()
  const database = new Database(file)
  database.pragma("wal_checkpoint(truncate)")
  database.close()
  return file
}

/** The same rows as the import leaves, by hand; gives how many. */
export const loadByHand = (payments: string, file: string): number => {
  const database = new Database(file)
  database.pragma("synchronous = off")
  const payment = database.prepare(
    `insert into payment values (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, null, ?, 0, 0, 0, 0, 0, ?, null)`,
  )
  const name = database.prepare("insert into payment_reference values (?, ?, ?, ?, ?, ?)")
  const line = database.prepare("insert into line values (?, ?, ?, ?, ?, 0, ?, 0)")
  const { merchant, mode } = scope
  const createdAt = new Date().toISOString()
  const texts = readFileSync(payments, "utf8").split("\n")
  let count = 0
  for (const text of texts) {
    if (text === "") continue
    const read = parsePayment(JSON.parse(text))
    if (!read.ok) throw new Error("the payments of the bench must be well formed")
    const { captured, currency, customer, id, lines, provider, references, status } = read.value
    if (count % AT_ONCE === 0) database.exec(count === 0 ? "begin immediate" : "commit; begin immediate")
    const body = JSON.stringify(read.value)
    const head = hash("sha256", JSON.stringify([merchant, mode, id, createdAt, body]))
    payment.run(merchant, mode, id, provider, currency, customer?.id ?? null, status, createdAt, head, captured, body)
    for (const [key, value] of Object.entries(references)) name.run(merchant, mode, provider, key, String(value), id)
    for (const { id: lineId, net, quantity, taxes } of lines)
      line.run(
        merchant,
        mode,
        id,
        lineId,
        taxes.reduce((sum, tax) => sum + tax.amount, net as number),
        quantity,
      )
    count += 1
  }
  database.exec("commit")
  database.close()
  return count
}
