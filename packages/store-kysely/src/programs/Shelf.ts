/** All a program needs beside its transaction: the statements of one dialect, the folded ledgers, clock, hash and ids. */
import type { Dialect } from "../Dialect.ts"
import type { Runner } from "../Runner.ts"
import {
  claimsStatements,
  disputeStatements,
  pastStatements,
  refundStatements,
  sessionStatements,
} from "../statements/claimStatements.ts"
import { backtestStatements } from "../statements/backtestStatements.ts"
import {
  besideStatements,
  errandStatements,
  keyStatements,
  leaseStatements,
  openErrandStatements,
} from "../statements/keptStatements.ts"
import { eventStatements, lineStatements, paymentStatements } from "../statements/ledgerStatements.ts"
import {
  apiKeyStatements,
  differenceStatements,
  merchantStatements,
  policyStatements,
} from "../statements/bookStatements.ts"
import { backlogStatements } from "../statements/backlogStatements.ts"
import { casebookStatements } from "../statements/casebookStatements.ts"
import { feedStatements } from "../statements/feedStatements.ts"
import { listStatements } from "../statements/listStatements.ts"
import { gatewayStatements } from "../statements/gatewayStatements.ts"
import { noticeStatements } from "../statements/noticeStatements.ts"
import { orderedStatements, readingStatements } from "../statements/readingStatements.ts"
import { sealStatements } from "../statements/sealStatements.ts"
import { reportStatements } from "../statements/reportStatements.ts"
import { personalStatements } from "../statements/personalStatements.ts"
import { verifyStatements } from "../statements/verifyStatements.ts"
import { deliveryStatements } from "../statements/deliveryStatements.ts"
import { webhookStatements } from "../statements/webhookStatements.ts"
import { LedgerCache } from "./LedgerCache.ts"

const compiled = (dialect: Dialect) => ({
  payment: paymentStatements(dialect),
  line: lineStatements(dialect),
  event: eventStatements(dialect),
  claims: claimsStatements(dialect),
  refund: refundStatements(dialect),
  session: sessionStatements(dialect),
  dispute: disputeStatements(dialect),
  past: pastStatements(dialect),
  key: keyStatements(dialect),
  errand: { ...errandStatements(dialect), ...openErrandStatements(dialect) },
  lease: leaseStatements(dialect),
  beside: besideStatements(dialect),
  feed: feedStatements(dialect),
  reading: readingStatements(dialect),
  ordered: orderedStatements(dialect),
  list: listStatements(dialect),
  verify: verifyStatements(dialect),
  seal: sealStatements(dialect),
  notice: noticeStatements(dialect),
  gateway: gatewayStatements(dialect),
  webhook: webhookStatements(dialect),
  delivery: deliveryStatements(dialect),
  personal: personalStatements(dialect),
  policy: policyStatements(dialect),
  difference: differenceStatements(dialect),
  casebook: casebookStatements(dialect),
  backtest: backtestStatements(dialect),
  report: reportStatements(dialect),
  backlog: backlogStatements(dialect),
  merchant: merchantStatements(dialect),
  apiKey: apiKeyStatements(dialect),
})

/** Compiled once per dialect, however often a store is opened. */
const statementsOf = (dialect: Dialect): ReturnType<typeof compiled> => {
  const known = statements.get(dialect)
  if (known !== undefined) return known
  const fresh = compiled(dialect)
  statements.set(dialect, fresh)
  return fresh
}

const statements = new WeakMap<Dialect, ReturnType<typeof compiled>>()

/** What programs of ledgers take from. */
export interface Shelf extends Pick<Runner, "now" | "sha256" | "newId"> {
  readonly statements: ReturnType<typeof statementsOf>
  readonly ledgers: LedgerCache
}

export const shelfOf = ({ dialect, newId, now, sha256 }: Runner): Shelf => ({
  statements: statementsOf(dialect),
  ledgers: new LedgerCache(),
  newId,
  now,
  sha256,
})
