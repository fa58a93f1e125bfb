/** The other reference: the same change as most would write it, through Kysely's own executor, one commit each. */
import { balance, evolve, type Ledger, openLedger, type Payment } from "@refund-rules/core"
import Database from "better-sqlite3"
import { Kysely, sql, SqliteDialect, type Transaction } from "kysely"
import { hash } from "node:crypto"
import { ACTOR, DOOR, FINGERPRINT, type Judged, judged, NOW, type Request, scope } from "./work.ts"

// oxlint-disable-next-line typescript/no-explicit-any -- the bench knows its tables by name only
type Tables = any

const hashOf = (value: unknown): string => hash("sha256", JSON.stringify(value))

/** One change at a time, each durable when it is answered. */
export const kyselyStore = (file: string) => {
  const database = new Database(file)
  for (const pragma of ["journal_mode = wal", "synchronous = full", "cache_size = -65536"]) database.pragma(pragma)
  const kysely = new Kysely<Tables>({ dialect: new SqliteDialect({ database }) })
  return {
    change: (request: Request) => kysely.transaction().execute((transaction) => change(transaction, request)),
    close: () => kysely.destroy(),
  }
}

const load = async (transaction: Transaction<Tables>, id: string): Promise<{ head: string; ledger: Ledger }> => {
  const row = await transaction
    .selectFrom("payment")
    .select(["version", "head", "latest", "body", "grown"])
    .where("merchant", "=", scope.merchant)
    .where("mode", "=", scope.mode)
    .where("id", "=", id)
    .executeTakeFirstOrThrow()
  const bodies = async (table: string): Promise<never[]> => {
    const rows = await transaction
      .selectFrom(table)
      .select("body")
      .where("merchant", "=", scope.merchant)
      .where("mode", "=", scope.mode)
      .where("payment_id", "=", id)
      .orderBy("place")
      .execute()
    return rows.map(({ body }) => JSON.parse(body as string) as never)
  }
  const opened = openLedger(JSON.parse((row["grown"] ?? row["body"]) as string) as Payment)
  if (row["version"] === 0) return { head: row["head"] as string, ledger: opened }
  const claims = {
    refunds: await bodies("refund"),
    sessions: await bodies("session"),
    disputes: await bodies("dispute"),
  }
  return {
    head: row["head"] as string,
    ledger: { ...opened, version: row["version"], latest: row["latest"], ...claims },
  }
}

const findKey = (transaction: Transaction<Tables>, key: string) =>
  transaction
    .selectFrom("once_key")
    .select(["fingerprint", "subject", "answer", "at"])
    .where("merchant", "=", scope.merchant)
    .where("mode", "=", scope.mode)
    .where("door", "=", DOOR)
    .where("key", "=", key)
    .executeTakeFirst()

const change = async (transaction: Transaction<Tables>, request: Request): Promise<Judged["answer"]> => {
  const { key, paymentId } = request
  const place = { merchant: scope.merchant, mode: scope.mode }
  const known = await findKey(transaction, key)
  if (known !== undefined) throw new Error("every key of the bench is new")
  const { head: before, ledger } = await load(transaction, paymentId)
  const done = judged(request)(ledger)
  const event = done.events[0]!
  if (event._tag !== "RefundRequested") throw new Error("a request is one event")
  const after = evolve(ledger, event)
  const body = JSON.stringify(event)
  const head = hashOf([before, after.version, ACTOR, body])
  await move(transaction, request, ledger, after, head)
  await transaction
    .insertInto("event")
    .values({
      ...place,
      payment_id: paymentId,
      sequence: after.version,
      tag: event._tag,
      at: event.at,
      by: ACTOR,
      body,
      hash: head,
    })
    .execute()
  await insertRefund(transaction, paymentId, after, done)
  await transaction
    .updateTable("store_state")
    .set({ value: event.at })
    .where("name", "=", "latest")
    .where("value", "<", event.at)
    .execute()
  await transaction
    .insertInto("once_key")
    .values({
      ...place,
      door: DOOR,
      key,
      fingerprint: FINGERPRINT,
      subject: done.subject,
      answer: JSON.stringify(done.answer),
      at: NOW,
    })
    .execute()
  return done.answer
}

const move = async (
  transaction: Transaction<Tables>,
  { paymentId }: Request,
  before: Ledger,
  after: Ledger,
  head: string,
): Promise<void> => {
  const expected = balance(after)
  const { claim } = after.refunds.at(-1)!
  const sums = await transaction
    .updateTable("payment")
    .set({ version: sql`version + 1`, head, latest: after.latest, held: sql`held + ${claim.paid + claim.retained}` })
    .where("merchant", "=", scope.merchant)
    .where("mode", "=", scope.mode)
    .where("id", "=", paymentId)
    .where("version", "=", before.version)
    .returning(["captured", "excess", "refunded", "held", "retained", "disputed"])
    .executeTakeFirstOrThrow()
  if (sums["held"] !== expected.held || sums["refunded"] !== expected.refunded)
    throw new Error("the balance is not the fold")
  for (const line of claim.lines) {
    if (line.amount + line.retained === 0 && line.units === 0) continue
    await transaction
      .updateTable("line")
      .set({ taken: sql`taken + ${line.amount + line.retained}`, units_taken: sql`units_taken + ${line.units}` })
      .where("merchant", "=", scope.merchant)
      .where("mode", "=", scope.mode)
      .where("payment_id", "=", paymentId)
      .where("id", "=", line.id)
      .returning(["taken", "units_taken"])
      .executeTakeFirstOrThrow()
  }
}

const insertRefund = async (
  transaction: Transaction<Tables>,
  paymentId: string,
  after: Ledger,
  done: Judged,
): Promise<void> => {
  const refund = after.refunds.at(-1)!
  const { currency, customer, provider } = after.payment
  const place = { merchant: scope.merchant, mode: scope.mode, payment_id: paymentId }
  await transaction
    .insertInto("refund")
    .values({
      ...place,
      id: refund.id,
      place: after.refunds.length - 1,
      status: refund.status,
      reason: refund.asked?.ask.reason ?? null,
      provider,
      customer_id: customer?.id ?? null,
      currency,
      amount: refund.claim.paid,
      requested_by: ACTOR,
      created_at: refund.createdAt,
      body: JSON.stringify(refund),
      decided: JSON.stringify(done.decided),
    })
    .execute()
  for (const { id, refundId } of done.errands)
    await transaction
      .insertInto("errand")
      .values({ ...place, id, refund_id: refundId, due: null, ready: 0, worker: null, ended: 0 })
      .onConflict((known) => known.columns(["merchant", "mode", "payment_id", "id"]).doNothing())
      .execute()
}
