/**
 * WooshPay in both directions.
 *
 * @since 0.1.0
 */
export { wooshpayFacade, type WooshpayFacadeSettings } from "./Facade.ts"
export { wooshpayGateway, type WooshpaySettings } from "./Gateway.ts"
export { wooshpay } from "./Provider.ts"
export { wooshpayWebhook } from "./Webhook.ts"
