/**
 * The refund desk, and the ports it is built on.
 *
 * @since 0.1.0
 */
export { Awaiting } from "./Awaiting.ts"
export { Backlog, type Queue } from "./ports/Backlog.ts"
export { Dispatcher } from "./dispatch/Dispatcher.ts"
export type { DispatchSettings } from "./dispatch/Post.ts"
export { Casebook, type PastDecision, type PastDecisions, type Span } from "./ports/Casebook.ts"
export { type Backtest, BacktestBook, type BacktestProgress, type BacktestQuestion } from "./ports/BacktestBook.ts"
export {
  advanced,
  type Course,
  courseOf,
  type Numbered,
  PARTS,
  type Stretch,
  stretchesLeft,
  WORTH_CUTTING,
} from "./backtest/Course.ts"
export { type GroupBy, replay, type Replaying } from "./backtest/replay.ts"
export { type Scanning, scanPast } from "./backtest/scanPast.ts"
export {
  type Affected,
  type Cell,
  emptyTally,
  mergeTallies,
  movedTo,
  type Ruled,
  type Tally,
  totalOf,
} from "./backtest/Tally.ts"
export { type CrashAt, CrashPoint } from "./CrashPoint.ts"
export type { Database } from "./ports/Database.ts"
export type { AskOf, Desk, Keyed } from "./door/Desk.ts"
export { openDesk, type OpenDesk } from "./door/openDesk.ts"
export { Conflict, Invalid, KeyInFlight, KeyReused, NotFound, ProviderSilent } from "./errors.ts"
export { type EventNotTaken, EventsOut, type OutgoingEvent } from "./ports/EventsOut.ts"
export { Feed, type FeedEvent, type FeedPlace, type Told } from "./ports/Feed.ts"
export { type FetchedPayment, Gateway, type Listed, type Outcome, type Period, type Sending } from "./ports/Gateway.ts"
export type { ProviderFact } from "./ports/ProviderFact.ts"
export { GatewayBook, type GatewayKept } from "./ports/GatewayBook.ts"
export { Gateways } from "./ports/Gateways.ts"
export { type ApiKey, Keyring, type KeyScope, type Merchant } from "./ports/Keyring.ts"
export {
  type Alarm,
  type Apart,
  type Decided,
  type Errand,
  type Judge,
  type Judgement,
  type Leased,
  LedgerStore,
  type Looking,
  type Once,
  type OnceKey,
  type Opened,
  type Past,
  PaymentNotFound,
  type Personal,
  ReferenceTaken,
  type ShadowRuling,
  StoreUnavailable,
} from "./ports/LedgerStore.ts"
export { lookingBack } from "./lookingBack.ts"
export { EnclosingCommit } from "./ports/EnclosingCommit.ts"
export { Inbox, type NoticeAnswer } from "./inbox/Inbox.ts"
export { reconcile } from "./reconcile/reconcile.ts"
export type { Drift, Reconciled, Reconciling, Stands } from "./reconcile/Reconciling.ts"
export type { Notice, Telling, WiredFact } from "./ports/Notice.ts"
export { NoticeBook, type NoticeKept, type NoticeWaiting } from "./ports/NoticeBook.ts"
export { namesOf } from "./namesOf.ts"
export { pastOf } from "./pastOf.ts"
export { rememberPolicies } from "./rememberPolicies.ts"
export { PolicyBook, type PolicyStatus, type PolicyVersion, type Standing } from "./ports/PolicyBook.ts"
export { standingAgain, standingOf } from "./standingOf.ts"
export { type Difference, isDifferent, movedOf, ShadowBook } from "./ports/ShadowBook.ts"
export { type RefundTotal, Reports } from "./ports/Reports.ts"
export {
  type Broken,
  type Incident,
  type Page,
  type Paging,
  type PaymentFilter,
  type RecordedEvent,
  Records,
  type RefundFilter,
  type RefundRecord,
  type SessionRecord,
} from "./ports/Records.ts"
export {
  type Actor,
  type Answered,
  type Caller,
  type PaymentView,
  type Refusal,
  type RefundAnswer,
  type RefundDeskShape,
  type RefundView,
  type SessionAnswer,
  type SessionView,
} from "./RefundDeskShape.ts"
export { RefundDesk } from "./RefundDesk.ts"
export type { DeskSettings } from "./desk/Ports.ts"
export { Ids } from "./Ids.ts"
export { incidentKinds } from "@refund-rules/core"
export { type NewestSeals, type Seal, SealBook, type SealKept, type Unsealed } from "./ports/SealBook.ts"
export { type Head, headOf } from "./seals/head.ts"
export { type Sealing, sealAll, SealNotOurs } from "./seals/sealing.ts"
export { isSigned, sealHash, type SealKeys, sealKeys, sealText, secretBytes, type Signer } from "./seals/Signature.ts"
export { Signals } from "./Signals.ts"
export { SteadyClock } from "./SteadyClock.ts"
export type { Scope } from "./ports/Scope.ts"
export { toldOf } from "./toldOf.ts"
export {
  type Delivery,
  type Message,
  type MessageEnding,
  type MessageLeased,
  WebhookBook,
  type WebhookKept,
} from "./ports/WebhookBook.ts"
