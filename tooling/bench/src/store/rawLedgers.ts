/** The reference's reading: a ledger out of its cache where its head is the stored one, else out of its rows. */
import { type Ledger, openLedger, type Payment, type Refund } from "@refund-rules/core"
import type { Statements } from "./rawStatements.ts"
import { scope } from "./work.ts"

const HEAVIEST = 30_000
const { merchant, mode } = scope

interface Kept {
  readonly head: string
  readonly ledger: Ledger
}

interface Body {
  readonly body: string
}

interface Stored extends Body {
  readonly version: number
  readonly head: string
  readonly latest: string | null
  readonly grown: string | null
}

const weightOf = (kept: Kept | undefined): number =>
  kept === undefined ? 0 : 1 + kept.ledger.payment.lines.length + kept.ledger.refunds.length

/** As many ledgers as the store of this repository keeps, those that were not used lately going first. */
export const rawLedgers = (sql: Statements) => {
  let [young, old] = [new Map<string, Kept>(), new Map<string, Kept>()]
  let weight = 0
  const keep = (id: string, kept: Kept): void => {
    weight += weightOf(kept) - weightOf(young.get(id))
    if (weight > HEAVIEST) [old, young, weight] = [young, new Map(), weightOf(kept)]
    young.set(id, kept)
  }
  const load = (id: string): Kept => {
    const kept = young.get(id) ?? old.get(id)
    if (kept !== undefined) {
      const { head } = sql.head.get(merchant, mode, id) as { readonly head: string }
      if (head === kept.head) return kept
    }
    const row = sql.payment.get(merchant, mode, id) as Stored
    const opened = openLedger(JSON.parse(row.grown ?? row.body) as Payment)
    if (row.version === 0) return { head: row.head, ledger: opened }
    const claims = {
      refunds: sql.refunds.all(merchant, mode, id).map((one) => JSON.parse((one as Body).body) as Refund),
      sessions: sql.sessions.all(merchant, mode, id).map((one) => JSON.parse((one as Body).body) as never),
      disputes: sql.disputes.all(merchant, mode, id).map((one) => JSON.parse((one as Body).body) as never),
    }
    return { head: row.head, ledger: { ...opened, version: row.version, latest: row.latest as never, ...claims } }
  }
  return { keep, load }
}
