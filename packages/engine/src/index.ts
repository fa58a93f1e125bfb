/**
 * The ports a refund desk is built on; the desk itself comes to stand here.
 *
 * @since 0.1.0
 */
export { type EventNotTaken, EventsOut, type OutgoingEvent } from "./EventsOut.ts"
export { Gateway, type Outcome, type ProviderFact, type Sending } from "./Gateway.ts"
export {
  type Errand,
  type Judgement,
  type Leased,
  LedgerStore,
  type Once,
  type OnceKey,
  PaymentNotFound,
  StoreUnavailable,
} from "./LedgerStore.ts"
export { PolicyBook, type PolicyVersion } from "./PolicyBook.ts"
export type { Scope } from "./Scope.ts"
