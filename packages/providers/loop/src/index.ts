/**
 * Loop Health in both directions.
 *
 * @since 0.1.0
 */
export { loopFacade } from "./Facade.ts"
export { loopGateway, type LoopSettings } from "./Gateway.ts"
export { loop } from "./Provider.ts"
export { isFromLoop, loopWebhook } from "./Webhook.ts"
