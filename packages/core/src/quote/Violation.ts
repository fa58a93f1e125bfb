/** Evidence that an invariant does not hold: which one, and the numbers; the words come later. */

/**
 * A bound that no policy, role or override removes, broken, with the numbers that show it.
 *
 * @since 0.1.0
 */
export type InvariantViolation =
  | { readonly _tag: "NotCaptured"; readonly status: string }
  /** The amount would fit, were it not for what disputes hold or have consumed. */
  | { readonly _tag: "Disputed"; readonly disputed: number; readonly remaining: number }
  | { readonly _tag: "NothingRemains"; readonly stranded: number }
  | { readonly _tag: "CurrencyMismatch"; readonly asked: string; readonly currency: string }
  | { readonly _tag: "NothingAsked" }
  | { readonly _tag: "OffStep"; readonly asked: number; readonly step: number; readonly nearest: number }
  | { readonly _tag: "ExceedsRemaining"; readonly asked: number; readonly remaining: number; readonly lineId?: string }
  | { readonly _tag: "FullDiffers"; readonly asked: number; readonly remaining: number }
  | { readonly _tag: "NothingToPay"; readonly claim: number; readonly retained: number }
  | { readonly _tag: "UnknownLine"; readonly lineId: string }
  | { readonly _tag: "LineNamedTwice"; readonly lineId: string }
  | { readonly _tag: "LineExcluded"; readonly lineId: string }
  | { readonly _tag: "ExceedsNet"; readonly asked: number; readonly remaining: number; readonly lineId: string }
  | { readonly _tag: "ExceedsUnits"; readonly asked: number; readonly remaining: number; readonly lineId: string }
  /** What the provider declares that it cannot carry. */
  | { readonly _tag: "PartialUnsupported"; readonly asked: number; readonly captured: number }
  | { readonly _tag: "SeveralUnsupported"; readonly refunds: number }
  | {
      readonly _tag: "TooOldForProvider"
      readonly maxAgeDays: number
      readonly capturedAt: string | null
      readonly askedAt: string
    }
  | { readonly _tag: "TooManyForProvider"; readonly count: number; readonly maxRefunds: number }
  | { readonly _tag: "AboveProviderLimit"; readonly asked: number; readonly maxAmount: number }
