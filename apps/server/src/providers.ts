/** Every provider this server speaks to and speaks as, with the port of its facade: the one place to add another. */
import type { Provider } from "@refund-rules/provider-kit"
import { dodo } from "@refund-rules/provider-dodo"
import { dollr } from "@refund-rules/provider-dollr"
import { loop } from "@refund-rules/provider-loop"
import { stripe } from "@refund-rules/provider-stripe"
import { wooshpay } from "@refund-rules/provider-wooshpay"

interface Listed {
  readonly provider: Provider
  readonly port: number
}

/** The providers; the order is that of the ready line. */
export const providers: readonly Listed[] = [
  { provider: stripe, port: 4011 },
  { provider: dodo, port: 4012 },
  { provider: wooshpay, port: 4013 },
  { provider: dollr, port: 4014 },
  { provider: loop, port: 4015 },
]
