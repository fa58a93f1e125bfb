/** The name of a payment among all merchants and modes. */
import type { Scope } from "@refund-rules/engine"

export const placeOf = ({ merchant, mode }: Scope, paymentId: string): string => `${merchant} ${mode} ${paymentId}`
