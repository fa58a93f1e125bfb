/**
 * What `POST /v1/refunds` costs with nothing around it: the same reader, the same decision, the same rows bound to
 * statements prepared by hand on the same driver, and one commit for all requests of a turn. No keys of an API, no routes,
 * no Effect, no generators.
 */
import { hash, randomUUID } from "node:crypto"
import {
  balance,
  caseOf,
  decide,
  evolve,
  handle,
  type Ledger,
  openLedger,
  parseAsk,
  type Payment,
  parsePolicy,
} from "@refund-rules/core"
import { canonicalJson } from "@refund-rules/server/json/canonicalJson"
import Database from "better-sqlite3"
import { rawServer } from "./rawServer.ts"
import { statementsOf } from "./rawStatements.ts"

const database = new Database(process.argv[2])
database.pragma("journal_mode = wal")
database.pragma("synchronous = full")
database.pragma("cache_size = -65536")
const sql = statementsOf(database)
const read = parsePolicy({ id: "default", bindAt: "request", rules: [], terms: {} })
if (!read.ok) throw new Error("the policy is wrong")
const policy = read.value

interface Kept {
  readonly head: string
  readonly ledger: Ledger
}
const ledgers = new Map<string, Kept>()

const loaded = (paymentId: string, head: string): Ledger => {
  const known = ledgers.get(paymentId)
  if (known?.head === head) return known.ledger
  const { body } = sql.body.get(paymentId) as { readonly body: string }
  return openLedger(JSON.parse(body) as Payment)
}

interface Wish {
  readonly key: string
  readonly body: Readonly<Record<string, unknown>>
  readonly answer: (status: number, value: unknown, more?: Readonly<Record<string, string>>) => void
}

/** Judges and writes one wish inside the open transaction; gives what is answered once that is durable. */
const refund = ({ body, key }: Wish): readonly [number, unknown, Readonly<Record<string, string>>] => {
  const fingerprint = hash("sha256", `v1\nPOST\n/v1/refunds\n""\n${canonicalJson(body)}`, "hex")
  const { paymentId, ...given } = body as { readonly paymentId: string }
  const read = parseAsk(given)
  if (!read.ok) return [422, read.faults, {}]
  if (sql.key.get(key) !== undefined) return [409, "known", {}]
  const { head, version } = sql.head.get(paymentId) as { readonly head: string; readonly version: number }
  const before = loaded(paymentId, head)
  const at = new Date().toISOString()
  const facts = caseOf(before, { ask: read.value, askedAt: at as never, requestedBy: "root" })
  const decision = decide(policy, facts)
  const id = `ref_${randomUUID()}`
  const events = handle(before, { _tag: "Request", refundId: id, ask: read.value, requestedBy: "root", at })
  if (decision._tag !== "Approve" || !events.ok) return [422, decision, {}]
  const after = events.value.reduce(evolve, before)
  const [event] = events.value
  const text = JSON.stringify(event)
  const next = hash("sha256", JSON.stringify([head, version + 1, "root", text]), "hex")
  const { amount, claim, view } = viewOf(after, paymentId, id)
  const expected = balance(after)
  const standing = sql.move.get(next, at, amount, paymentId, version) as { readonly held: number } | undefined
  if (standing?.held !== expected.held) throw new Error("the balance disagrees")
  for (const line of claim.lines) sql.line.get(line.amount + line.retained, line.units, paymentId, line.id)
  sql.event.run(paymentId, version + 1, event!._tag, at, text, next)
  const kept = { verdict: "Approve", ask: read.value, askedAt: at, requestedBy: "root", position: version, codes: [] }
  const row = JSON.stringify(after.refunds.at(-1))
  sql.refund.run(id, paymentId, after.refunds.length - 1, amount, row, JSON.stringify({ ...kept, refundId: id }), at)
  sql.errand.run(paymentId, `send ${id}`, id)
  sql.latest.run(at, at)
  sql.once.run(key, fingerprint, id, JSON.stringify({ _tag: "Accepted", refund: view, decision }), Date.now())
  ledgers.set(paymentId, { head: next, ledger: after })
  return [201, view, { location: `/v1/refunds/${id}` }]
}

const viewOf = (ledger: Ledger, paymentId: string, id: string) => {
  const { asked, claim, createdAt, metadata, status, updatedAt } = ledger.refunds.at(-1)!
  const { currency, provider } = ledger.payment
  const { note = null, reason = null } = asked?.ask ?? {}
  const { lines, paid: amount, retained } = claim
  const who = { requestedBy: "root", policy: null, createdAt, updatedAt }
  const moved = { providerRefundId: null, status, failureCode: null, verdict: "Approve" }
  const view = { id, paymentId, provider, ...moved, amount, currency }
  return { amount, claim, view: { ...view, lines, retained, reason, note, metadata, ...who } }
}

let waiting: Wish[] = []

const flush = (): void => {
  const group = waiting
  waiting = []
  database.exec("begin immediate")
  const answers = group.map(refund)
  database.exec("commit")
  group.forEach(({ answer }, index) => answer(...answers[index]!))
}

rawServer((body, headers, answer) => {
  if (waiting.length === 0) setImmediate(flush)
  const key = String(headers["idempotency-key"])
  waiting.push({ key, body: body as Readonly<Record<string, unknown>>, answer })
})
