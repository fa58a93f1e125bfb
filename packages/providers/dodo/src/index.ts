/**
 * Dodo Payments in both directions.
 *
 * @since 0.1.0
 */
export { dodoFacade, type DodoFacadeSettings } from "./Facade.ts"
export { dodoGateway, type DodoSettings } from "./Gateway.ts"
export { dodo } from "./Provider.ts"
export { dodoWebhook, isFromDodo } from "./Webhook.ts"
