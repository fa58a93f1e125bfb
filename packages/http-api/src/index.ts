/**
 * The native HTTP interface as data: import it to serve it, to call it, or to document it.
 *
 * @since 0.1.0
 */
export { Api } from "./Api.ts"
export { ProblemDocument, problemOf, problemType } from "./ProblemDocument.ts"
export { health } from "./health.ts"
export { KeyInput, MerchantInput } from "./v1/access.ts"
export { BacktestInput } from "./v1/backtests.ts"
export { GatewayInput } from "./v1/gateways.ts"
export { IncidentResolution } from "./v1/incidents.ts"
export { DisputeInput } from "./v1/payments.ts"
export { PolicyCheckInput } from "./v1/policyCheck.ts"
export { PolicyStatusInput } from "./v1/policies.ts"
export { ResolveInput } from "./v1/refunds.ts"
export { ReplayInput, WebhookInput } from "./v1/webhooks.ts"
