/**
 * The testing kit: prove your own rules, hold a store or a gateway to its laws, tell what happened as a story.
 *
 * @since 0.1.0
 */
export { cases } from "./arbitraries/cases.ts"
export { policies, policyJson } from "./arbitraries/policies.ts"
export { asks } from "./arbitraries/teamAsks.ts"
export { histories, lines, payments } from "./arbitraries/teamPayments.ts"
export type { CaseInput, DatedPayment, PastInput } from "./cases/CaseInput.ts"
export type { Edges } from "./cases/Edges.ts"
export { checkPolicy } from "./check/checkPolicy.ts"
export { render } from "./check/render.ts"
export type { CheckOptions, Counterexample, Coverage, Report } from "./check/Report.ts"
export {
  alwaysRetained,
  neverApprovedAbove,
  neverMoreThanShare,
  refusedAbove,
  reviewedAbove,
} from "./expectations/amounts.ts"
export type { Circumstances } from "./expectations/Circumstances.ts"
export {
  alwaysRefundable,
  neverApprovedWithout,
  neverMoreRefundsThan,
  neverRefunded,
  neverRefundedAfter,
  sameForEveryone,
} from "./expectations/customers.ts"
export { neverApprovedBeyond } from "./expectations/lately.ts"
export { expect } from "./expectations/expect.ts"
export { parseExpectations } from "./expectations/parseExpectations.ts"
export type { Expectation } from "./expectations/Expectation.ts"
export { arbitraryLaws } from "./laws/arbitraryLaws.ts"
export { policyLaws } from "./laws/policyLaws.ts"
export { coreLaws } from "./laws/coreLaws.ts"
export type { Law, Thoroughness } from "./laws/Law.ts"
export { type MemoryDesk, memoryDesk } from "./memory/memoryDesk.ts"
export { runLaws, type BrokenLaw } from "./laws/runLaws.ts"
export { memoryStore } from "./fakes/memoryStore.ts"
export type { MakeStore } from "./store/lawOfStores.ts"
export { dispatcherLaws } from "./desk/dispatcherLaws.ts"
export { sessionLaws } from "./desk/sessionLaws.ts"
export type { AroundGateway, DeskStoreUnderTest, MakeDeskStore } from "./desk/lives.ts"
export { deskStoreLaws } from "./store/deskStoreLaws.ts"
export { backtestLaws, type BacktestBookUnderTest } from "./store/backtestLaws.ts"
export { inboxLaws } from "./store/inboxLaws.ts"
export { personalLaws } from "./store/personalLaws.ts"
export { noticeLaws, type NoticeBookUnderTest } from "./store/noticeLaws.ts"
export { webhookBookLaws, type WebhookBookUnderTest } from "./store/webhookBookLaws.ts"
export { reconcileLaws } from "./store/reconcileLaws.ts"
export { sealLaws } from "./store/sealLaws.ts"
export type { SealingInstance, SealsUnderTest } from "./store/SealsUnderTest.ts"
export { storeLaws } from "./store/storeLaws.ts"
export type { CommitFailure, Store, StoreUnderTest } from "./store/StoreUnderTest.ts"
export { given, type Decided, type Facts, type Outcome, type Scene } from "./stories/given.ts"
export { tellStory, type Story } from "./stories/story.ts"
export type { Told } from "./stories/words.ts"
export { testClock, testIds, type TestClock } from "./fakes/clock.ts"
export { faultyStore, type StoreFault } from "./fakes/faultyStore.ts"
export {
  providerSimulator,
  type Movement,
  type PlannedCall,
  type ProviderBehaviour,
  providerBehaviours,
  type ProviderReply,
  type ProviderSimulator,
} from "./fakes/providerSimulator.ts"
export { gatewayLaws, type MakeGateway } from "./gateway/gatewayLaws.ts"
export { sendingOf, type SendingWanted } from "./gateway/sendingOf.ts"
export { simulatedGateway, type GatewayService, type GatewayUnderTest } from "./gateway/simulatedGateway.ts"
export { type SignedCall, type WebhookUnderTest, webhookLaws } from "./webhook/webhookLaws.ts"
