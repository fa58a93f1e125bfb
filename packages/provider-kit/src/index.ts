/**
 * What every provider binding shares: forms, exchanges, the frame of a facade, signatures.
 *
 * @since 0.1.0
 */
export { type AnsweredOnce, answerOnce } from "./answerOnce.ts"
export { secretOf } from "./authorization.ts"
export { type Admitted, Doorkeeper } from "./Doorkeeper.ts"
export { exchange, type Exchanged } from "./exchange.ts"
export type { Facade, FacadeCall, FacadeFailure, FacadeReply } from "./Facade.ts"
export { type Form, type FormRead, type FormValue, listOf, readForm, type Writable, writeForm } from "./form.ts"
export { parsed } from "./parsed.ts"
export type { Credential, FacadeGround, FacadeSettings, GatewaySettings, Provider } from "./Provider.ts"
export { takenOnce, type Webhook, type WebhookAnswer, type WebhookCall, type WebhookRead } from "./webhook.ts"
export { bytesOfHex, fingerprintOf, isSigned } from "./signature.ts"
