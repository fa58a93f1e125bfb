/**
 * The reference: the same change written by hand on `pg` as most would write it, a transaction each, the payment's row
 * locked with FOR UPDATE. The same tables, bytes and reading, named statements and ledgers kept in memory; no row-level
 * security, positions out of a sequence, nothing that says how late it is, and nothing for the case that it goes wrong.
 */
import {
  type Balance,
  balance,
  evolve,
  type Event,
  type Ledger,
  openLedger,
  type Payment,
  type Refund,
} from "@refund-rules/core"
import { hash } from "node:crypto"
import { Client } from "pg"
import { ACTOR, DOOR, FINGERPRINT, type Judged, judged, NOW, type Request, scope } from "../store/work.ts"

const { merchant, mode } = scope

const texts = {
  head: "select head from payment where merchant = $1 and mode = $2 and id = $3 for update",
  payment: "select version, head, latest, body, grown from payment where merchant = $1 and mode = $2 and id = $3",
  refunds: "select body from refund where merchant = $1 and mode = $2 and payment_id = $3 order by place",
  key: "select fingerprint, subject, answer, at from once_key where merchant = $1 and mode = $2 and door = $3 and key = $4",
  move: `update payment set version = version + 1, head = $1, latest = $2, held = held + $3
    where merchant = $4 and mode = $5 and id = $6 and version = $7
    returning captured, excess, refunded, held, retained, disputed`,
  take: `update line set taken = taken + $1, units_taken = units_taken + $2
    where merchant = $3 and mode = $4 and payment_id = $5 and id = $6 returning taken, units_taken`,
  event: `insert into event (merchant, mode, payment_id, sequence, tag, at, by, body, hash)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
  refund: `insert into refund (merchant, mode, id, payment_id, place, status, provider, customer_id, currency, amount,
    requested_by, body, decided, reason, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
  errand: `insert into errand (merchant, mode, payment_id, id, refund_id, due, ready, worker, ended)
    values ($1, $2, $3, $4, $5, $6, $7, null, 0) on conflict (merchant, mode, payment_id, id) do nothing`,
  keep: `insert into once_key (merchant, mode, door, key, fingerprint, subject, answer, at)
    values ($1, $2, $3, $4, $5, $6, $7, $8)`,
} as const

interface Kept {
  readonly head: string
  readonly ledger: Ledger
}

/** Clients that share what they know of ledgers, each with a connection of its own. */
export const forUpdate = async (url: string, count: number) => {
  const kept = new Map<string, Kept>()
  const clients = await Promise.all(
    Array.from({ length: count }, async () => {
      const client = new Client({ connectionString: url })
      await client.connect()
      // As our own sessions: nothing here is known of tables that were empty when they were last looked at.
      await client.query("set enable_seqscan = off")
      return client
    }),
  )
  const idle = [...clients]
  return {
    change: async (request: Request): Promise<Judged["answer"]> => {
      const client = idle.pop()
      if (client === undefined) throw new Error("there are as many clients as connections")
      try {
        return await change(client, kept, request)
      } finally {
        idle.push(client)
      }
    },
    close: () => Promise.all(clients.map((client) => client.end())),
  }
}

const change = async (client: Client, kept: Map<string, Kept>, request: Request): Promise<Judged["answer"]> => {
  const { key, paymentId } = request
  const run = (name: keyof typeof texts, values: readonly unknown[]) =>
    client.query<Record<string, string>>({ name, text: texts[name], values: [...values] })
  await client.query("begin")
  const { head: before, ledger } = await load(run, kept, paymentId)
  if ((await run("key", [merchant, mode, DOOR, key])).rows.length > 0) throw new Error("every key of the bench is new")
  const done = judged(request)(ledger)
  const [event] = done.events
  if (event?._tag !== "RefundRequested" || done.events.length !== 1) throw new Error("a request is one event")
  const after = evolve(ledger, event)
  const body = JSON.stringify(event)
  const head = hash("sha256", JSON.stringify([before, after.version, ACTOR, body]))
  await move(run, paymentId, ledger, after, head, event)
  await run("event", [merchant, mode, paymentId, after.version, event._tag, event.at, ACTOR, body, head])
  await insert(run, paymentId, after, done)
  await run("keep", [merchant, mode, DOOR, key, FINGERPRINT, done.subject, JSON.stringify(done.answer), NOW])
  // Before the commit, as our own: whoever gets the lock next may be told of it before we are told of the commit.
  kept.set(paymentId, { head, ledger: after })
  await client.query("commit")
  return done.answer
}

type Run = (
  name: keyof typeof texts,
  values: readonly unknown[],
) => Promise<{ readonly rows: readonly Readonly<Record<string, string>>[] }>

const load = async (run: Run, kept: ReadonlyMap<string, Kept>, id: string): Promise<Kept> => {
  const { head } = (await run("head", [merchant, mode, id])).rows[0]!
  const known = kept.get(id)
  if (known !== undefined && known.head === head) return known
  const row = (await run("payment", [merchant, mode, id])).rows[0]!
  const opened = openLedger(JSON.parse((row["grown"] ?? row["body"])!) as Payment)
  const refunds = (await run("refunds", [merchant, mode, id])).rows.map(({ body }) => JSON.parse(body!) as Refund)
  return {
    head: row["head"]!,
    ledger: { ...opened, version: Number(row["version"]), latest: (row["latest"] ?? null) as never, refunds },
  }
}

type Requested = Extract<Event, { readonly _tag: "RefundRequested" }>

const move = async (run: Run, id: string, before: Ledger, after: Ledger, head: string, { claim }: Requested) => {
  const expected: Balance = balance(after)
  const held = claim.paid + claim.retained
  const given = [head, after.latest, held, merchant, mode, id, before.version]
  const sums = (await run("move", given)).rows[0]
  for (const name of ["captured", "excess", "refunded", "held", "retained", "disputed"] as const)
    if (Number(sums?.[name]) !== expected[name]) throw new Error("the balance is not the fold")
  for (const { amount, id: line, retained, units } of claim.lines) {
    if (amount + retained === 0 && units === 0) continue
    const taken = (await run("take", [amount + retained, units, merchant, mode, id, line])).rows[0]!
    const { net, taxes } = expected.lines.find((one) => one.id === line)!
    const gone = taxes.reduce((sum, tax) => sum + tax.captured - tax.remaining, net.captured - net.remaining)
    if (Number(taken["taken"]) !== gone) throw new Error("a line is not the fold")
  }
}

const insert = async (run: Run, paymentId: string, after: Ledger, done: Judged): Promise<void> => {
  const refund = after.refunds.at(-1)!
  const { currency, customer, provider } = after.payment
  const row: (number | string | null)[] = [
    merchant,
    mode,
    refund.id,
    paymentId,
    after.refunds.length - 1,
    refund.status,
    provider,
  ]
  row.push(customer?.id ?? null, currency, refund.claim.paid, ACTOR, JSON.stringify(refund))
  row.push(JSON.stringify(done.decided), refund.asked?.ask.reason ?? null, refund.createdAt)
  await run("refund", row)
  for (const { id, refundId } of done.errands) await run("errand", [merchant, mode, paymentId, id, refundId, null, 0])
}
