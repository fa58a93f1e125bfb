/**
 * Stripe in both directions.
 *
 * @since 0.1.0
 */
export { stripeGateway, type StripeSettings } from "./Gateway.ts"
