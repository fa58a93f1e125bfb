/** Fills a database with payments in big statements: what a million looks like, in about a minute. */
import { hash } from "node:crypto"
import type { Client } from "pg"
import { NOW, paymentOf, scope } from "../store/work.ts"

const AT_ONCE = 20_000
const { merchant, mode } = scope

const PAYMENTS = `insert into payment (merchant, mode, id, provider, currency, customer_id, status, created_at, version, head,
  captured, excess, refunded, held, retained, disputed, body)
  select $1, $2, id, $3, $4, customer, $5, $6, 0, head, $7::bigint, 0, 0, 0, 0, 0, body
  from unnest($8::text[], $9::text[], $10::text[], $11::text[]) as one (id, customer, head, body)`

const NAMES = `insert into payment_reference (merchant, mode, provider, name, value, payment_id)
  select $1, $2, $3, $4, value, id from unnest($5::text[], $6::text[]) as one (value, id)`

const LINES = `insert into line (merchant, mode, payment_id, id, gross, taken, units, units_taken)
  select $1, $2, one.id, line.id, line.gross, 0, line.units, 0
  from unnest($3::text[]) as one (id), unnest($4::text[], $5::bigint[], $6::bigint[]) as line (id, gross, units)`

/** Registers the payments from one number up to another, as the store itself would. */
export const fillPostgres = async (client: Client, from: number, to: number): Promise<void> => {
  await client.query("set synchronous_commit = off")
  for (let first = from; first < to; first += AT_ONCE) await fillSome(client, first, Math.min(to, first + AT_ONCE))
  await client.query("vacuum analyze")
  await client.query("checkpoint")
}

const fillSome = async (client: Client, from: number, to: number): Promise<void> => {
  const createdAt = new Date(NOW).toISOString()
  const all = Array.from({ length: to - from }, (_, index) => {
    const payment = paymentOf(from + index)
    const body = JSON.stringify(payment)
    const head = hash("sha256", JSON.stringify([merchant, mode, payment.id, createdAt, body]))
    return { payment, body, head }
  })
  const [{ payment: alike }] = all as [(typeof all)[number]]
  const { captured, currency, lines, provider, status } = alike
  const ids = all.map(({ payment }) => payment.id)
  const customers = all.map(({ payment }) => payment.customer?.id)
  const [heads, bodies] = [all.map(({ head }) => head), all.map(({ body }) => body)]
  await client.query("begin")
  await client.query(PAYMENTS, [
    merchant,
    mode,
    provider,
    currency,
    status,
    createdAt,
    captured,
    ids,
    customers,
    heads,
    bodies,
  ])
  for (const name of Object.keys(alike.references)) {
    const values = all.map(({ payment }) => payment.references[name])
    await client.query(NAMES, [merchant, mode, provider, name, values, ids])
  }
  const gross = lines.map(({ net, taxes }) => taxes.reduce((sum, { amount }) => sum + amount, net as number))
  await client.query(LINES, [
    merchant,
    mode,
    ids,
    lines.map(({ id }) => id),
    gross,
    lines.map(({ quantity }) => quantity),
  ])
  await client.query("commit")
}
