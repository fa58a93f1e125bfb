/**
 * The plain door: decide refunds with ordinary values, no knowledge of Effect needed.
 *
 * @since 0.1.0
 */
export { balance, type Balance, type LineBalance, type Shares } from "./ledger/balance.ts"
export { evolve } from "./ledger/evolve.ts"
export { openLedger, type Ledger } from "./ledger/Ledger.ts"
export { apportion } from "./money/apportion.ts"
export { split } from "./money/split.ts"
export { parsePayment } from "./payment/parsePayment.ts"
export { quote, type Quote } from "./quote/quote.ts"
export { handle } from "./refund/handle.ts"
export { parseCase } from "./refund/parseCase.ts"
