/** Fills a store with payments in big transactions: what the contestants start from, and what a million looks like. */
import type { Database } from "better-sqlite3"
import { hash } from "node:crypto"
import { NOW, paymentOf, scope } from "./work.ts"

const AT_ONCE = 20_000

/** Registers so many payments, as the store itself would, but all in few commits. */
export const fill = (database: Database, payments: number): void => {
  const payment = database.prepare(
    `insert into payment values (@merchant, @mode, @id, @provider, @currency, @customer, @status, @createdAt, 0, @head, null, @captured, 0, 0, 0, 0, 0, @body, null)`,
  )
  const name = database.prepare("insert into payment_reference values (?, ?, ?, ?, ?, ?)")
  const line = database.prepare("insert into line values (?, ?, ?, ?, ?, 0, ?, 0)")
  const { merchant, mode } = scope
  const createdAt = new Date(NOW).toISOString()
  const insert = (index: number): void => {
    const one = paymentOf(index)
    const { captured, currency, customer, id, provider, status } = one
    const body = JSON.stringify(one)
    const head = hash("sha256", JSON.stringify([merchant, mode, id, createdAt, body]))
    payment.run({
      merchant,
      mode,
      id,
      provider,
      currency,
      customer: customer?.id,
      status,
      createdAt,
      head,
      captured,
      body,
    })
    for (const [key, value] of Object.entries(one.references))
      name.run(merchant, mode, provider, key, String(value), id)
    for (const { id: lineId, net, quantity, taxes } of one.lines)
      line.run(
        merchant,
        mode,
        id,
        lineId,
        taxes.reduce((sum, tax) => sum + tax.amount, net as number),
        quantity,
      )
  }
  for (let from = 0; from < payments; from += AT_ONCE) {
    database.exec("begin immediate")
    for (let index = from; index < Math.min(payments, from + AT_ONCE); index++) insert(index)
    database.exec("commit")
  }
}
