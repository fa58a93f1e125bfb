/** Every provider this server speaks to and speaks as, with the port of its facade: the one place to add another. */
import type { Provider } from "@refund-rules/provider-kit"
import { stripe } from "@refund-rules/provider-stripe"

interface Listed {
  readonly provider: Provider
  readonly port: number
}

/** The providers; the order is that of the ready line. */
export const providers: readonly Listed[] = [{ provider: stripe, port: 4011 }]
