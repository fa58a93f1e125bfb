/**
 * What every provider binding shares: forms, exchanges, the frame of a facade, signatures.
 *
 * @since 0.1.0
 */
export { amountShown } from "./amountShown.ts"
export { type AnsweredOnce, answerOnce, isKeyReused } from "./answerOnce.ts"
export { asAnswered } from "./asAnswered.ts"
export { askedRefund, keyFirst, refundNamed, type Wanted } from "./askedRefund.ts"
export { asidesOf } from "./asides.ts"
export { onceOf, patiently } from "./asking.ts"
export { secretOf } from "./authorization.ts"
export { claimFor, claimForLines, type LineWanted } from "./claimFor.ts"
export { type Admitted, Doorkeeper } from "./Doorkeeper.ts"
export { exchange, type Exchanged } from "./exchange.ts"
export type { Facade, FacadeCall, FacadeFailure, FacadeReply } from "./Facade.ts"
export {
  bodyOf,
  faultAt,
  FieldFault,
  type FieldReader,
  type Fields,
  flagOf,
  maybe,
  type ReadEvery,
  readEvery,
  readFields,
  saysJson,
  textOf,
  wholeOf,
  wordOf,
} from "./fields.ts"
export { type Form, type FormRead, type FormValue, listOf, readForm, type Writable, writeForm } from "./form.ts"
export { facadeWith, type Manners, type Route, Said, type Stay, type Told, type Trouble, type Wrong } from "./frame.ts"
export { isKept } from "./isKept.ts"
export {
  isJsonObject,
  type Json,
  type JsonNumber,
  type JsonObject,
  type JsonRead,
  jsonText,
  jsonWhole,
  numberOf,
  readJson,
} from "./json.ts"
export { metadataSent, OUR_ID } from "./metadataSent.ts"
export { reIdIn, reIdOut } from "./likeStripe/ids.ts"
export { errorSaid } from "./likeStripe/errorSaid.ts"
export { refusalWords, type RefusalWords } from "./likeStripe/refusalWords.ts"
export { settledIn, stateOut, stateWithoutAction, type StripeState } from "./likeStripe/states.ts"
export { isSignedInTime } from "./likeStripe/timedSignature.ts"
export { acknowledgedAs, type Answer, type Declined, outcomeOf, type Reading } from "./outcome.ts"
export { parsed } from "./parsed.ts"
export { paymentNamed, type PaymentPlaces, PaymentUntold } from "./paymentNamed.ts"
export type { Credential, FacadeGround, FacadeSettings, GatewaySettings, Provider } from "./Provider.ts"
export { isOfAnother, tellingOf, type Wording } from "./telling.ts"
export type { Webhook, WebhookCall, WebhookRead } from "./webhook.ts"
export { bytesOfHex, fingerprintOf, isSigned } from "./signature.ts"
export { type FacadeServices, facadeServices, headerOf, isAllowed, type Visit, visitWith } from "./Visit.ts"
