/** A store full of decisions, and the loop somebody would write to try another limit on them. */
import type { Payment } from "@refund-rules/core"
import Database from "better-sqlite3"
import { copyFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fill } from "../store/fill.ts"
import { rawStore } from "../store/rawStore.ts"
import { requestOf, scope } from "../store/work.ts"

/** Under this limit some of the bench's refunds are reviewed; in the smallest unit. */
const LIMIT = 12

const AT_ONCE = 2000

const policy = {
  id: "default",
  bindAt: "request",
  rules: [
    { id: "limit", requires: { _tag: "AmountAtMost", limits: { EUR: LIMIT } }, otherwise: "Review" },
    { id: "reason", requires: { _tag: "ReasonRequired" }, otherwise: "Refuse" },
  ],
  terms: {},
}

/** A database with so many decisions, one for each payment, and the policy to try on them. */
export const backtestFiles = (
  folder: string,
  empty: string,
  decisions: number,
): { readonly database: string; readonly policy: string } => {
  const [database, file] = [join(folder, "decided.db"), join(folder, "policy.json")]
  copyFileSync(empty, database)
  const filling = new Database(database)
  filling.pragma("synchronous = off")
  fill(filling, decisions)
  filling.close()
  const { changeAll, close } = rawStore(database)
  for (let from = 0; from < decisions; from += AT_ONCE)
    changeAll(Array.from({ length: Math.min(AT_ONCE, decisions - from) }, (_, at) => requestOf(from + at, decisions)))
  close()
  writeFileSync(file, JSON.stringify(policy))
  return { database, policy: file }
}

interface Row {
  readonly body: string
  readonly decided: string
  readonly amount: number
}

interface Decided {
  readonly verdict: string
  readonly ask: { readonly amount?: number; readonly reason?: string }
}

/** Every decision once more, by a query and an `if`: no fold, no claim, no trace. */
export const scanByHand = (
  file: string,
): { readonly lost: number; readonly before: number; readonly after: number } => {
  const database = new Database(file, { readonly: true })
  const rows = database
    .prepare(
      `select payment.body, refund.decided, refund.amount from refund join payment
         on payment.merchant = refund.merchant and payment.mode = refund.mode and payment.id = refund.payment_id
       where refund.merchant = ? and refund.mode = ? order by refund.payment_id`,
    )
    .iterate(scope.merchant, scope.mode) as IterableIterator<Row>
  let [lost, before, after] = [0, 0, 0]
  for (const { amount, body, decided } of rows) {
    const payment = JSON.parse(body) as Payment
    const { ask, verdict } = JSON.parse(decided) as Decided
    const isCaptured = payment.status === "captured"
    const wanted = ask.amount ?? payment.captured
    const isApproved = isCaptured && ask.reason !== undefined && wanted <= payment.captured && wanted <= LIMIT
    if (verdict === "Approve") before += amount
    if (isApproved) after += wanted
    if (verdict === "Approve" && !isApproved) lost += 1
  }
  database.close()
  return { lost, before, after }
}
