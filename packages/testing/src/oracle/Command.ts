/** The words spoken to the book: plain data, written down again here so that nothing is shared with what is under test. */

export interface AskedLine {
  readonly id: string
  readonly amount?: number
  readonly quantity?: number
  readonly taxInclusive?: boolean
}

/**
 * What somebody wants back, in the words of the book.
 *
 * @since 0.1.0
 */
export interface Ask {
  readonly amount?: number
  readonly full?: boolean
  readonly lines?: readonly AskedLine[]
  readonly currency?: string
  readonly reason?: string
  readonly note?: string
  readonly refundApplicationFee?: boolean
  readonly reverseTransfer?: boolean
}

/**
 * How a refund is priced, in the words of the book.
 *
 * @since 0.1.0
 */
export interface Terms {
  readonly restocking?: { readonly basisPoints: number } | { readonly fixed: Readonly<Record<string, number>> }
  readonly shipping?: "refundable" | "once" | "never"
  readonly tips?: "refundable" | "never"
  readonly nonRefundable?: { readonly kinds?: readonly string[]; readonly tags?: readonly string[] }
}

export type Metadata = Readonly<Record<string, string>>

/** What somebody said when asking: asking the same again changes nothing. */
export interface Asked {
  readonly ask: Ask
  readonly terms?: Terms
  readonly requestedBy?: string
  readonly metadata?: Metadata
}

interface OfRefund {
  readonly refundId: string
  readonly at: string
}

interface OfSession {
  readonly sessionId: string
  readonly at: string
}

interface OfDispute {
  readonly disputeId: string
  readonly at: string
}

export interface LineInput {
  readonly id: string
  readonly kind: string
  readonly quantity: number
  readonly net: number
  readonly taxes: readonly { readonly id: string; readonly amount: number }[]
  readonly tags?: readonly string[]
}

/**
 * A payment as somebody registers it.
 *
 * @since 0.1.0
 */
export interface PaymentInput {
  readonly id?: string
  readonly provider: string
  readonly references: Readonly<Record<string, string | number>>
  readonly currency: string
  readonly captured: number
  readonly status?: "pending" | "authorized" | "captured" | "failed" | "canceled"
  readonly customer?: { readonly id: string; readonly name?: string; readonly email?: string }
  readonly lines?: readonly LineInput[]
  readonly orderTax?: number
  readonly orderDiscount?: number
  readonly applicationFee?: number
  readonly transfer?: { readonly destination: string; readonly amount: number }
  readonly tags?: readonly string[]
}

/**
 * One thing said to the book.
 *
 * @since 0.1.0
 */
export type Command =
  | ({ readonly _tag: "Request"; readonly review?: boolean } & OfRefund & Asked)
  | ({ readonly _tag: "Approve"; readonly by?: string; readonly otherActor?: boolean } & OfRefund)
  | ({ readonly _tag: "Reject"; readonly by?: string } & OfRefund)
  | ({ readonly _tag: "Submit" } & OfRefund)
  | ({ readonly _tag: "MarkUnknown" } & OfRefund)
  | ({ readonly _tag: "Acknowledge"; readonly status: "pending" | "requires_action" } & OfRefund)
  | ({ readonly _tag: "Settle"; readonly lookup?: boolean } & OfRefund)
  | ({ readonly _tag: "Fail" } & OfRefund)
  | ({ readonly _tag: "Cancel"; readonly byProvider?: boolean } & OfRefund)
  | ({ readonly _tag: "SetMetadata"; readonly metadata: Metadata | "" } & OfRefund)
  | ({ readonly _tag: "OpenSession"; readonly expiresAt: string } & OfSession & Asked)
  | ({ readonly _tag: "ExecuteSession"; readonly refundId?: string } & OfSession)
  | ({ readonly _tag: "CancelSession"; readonly refundId?: string } & OfSession)
  | { readonly _tag: "ExpireSessions"; readonly at: string }
  | ({ readonly _tag: "OpenDispute"; readonly amount: number } & OfDispute)
  | ({ readonly _tag: "WinDispute" } & OfDispute)
  | ({ readonly _tag: "LoseDispute" } & OfDispute)
  | ({ readonly _tag: "AdoptRefund"; readonly amount: number } & OfRefund)
  | { readonly _tag: "GrowPayment"; readonly payment: PaymentInput; readonly at: string }
