/**
 * Stripe in both directions.
 *
 * @since 0.1.0
 */
export { stripeFacade, type StripeFacadeSettings } from "./Facade.ts"
export { isFromStripe, stripeWebhook } from "./Webhook.ts"
export { stripeGateway, type StripeSettings } from "./Gateway.ts"
export { stripe } from "./Provider.ts"
