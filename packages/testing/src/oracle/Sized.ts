/** How much an ask claims before fees, of each part and of each line's units; or why it cannot. */
import type { PricingCode } from "./refusal.ts"

interface Size {
  readonly parts: readonly bigint[]
  readonly units: readonly bigint[]
}

export type Sized = { readonly size: Size } | { readonly codes: readonly PricingCode[] }
