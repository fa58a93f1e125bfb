/** The book of one payment: its frozen lines and a plain list of everything that ever took from it. */
import type { Asked, PaymentInput } from "./Command.ts"

export interface Line {
  readonly id: string
  readonly kind: string
  readonly quantity: bigint
  readonly tags: readonly string[]
}

/** One integer of a line: a tax, or the net where `tax` is left out. Taxes stand before the net. */
export interface Part {
  readonly line: number
  readonly tax?: string
  readonly amount: bigint
}

export interface Payment {
  readonly said: PaymentInput
  readonly captured: bigint
  readonly status: string
  readonly lines: readonly Line[]
  readonly parts: readonly Part[]
  readonly fee: bigint
  readonly transfer: bigint
  readonly step: bigint
}

/**
 * What a claim takes: from the payment, and of that from each part; units from each line.
 *
 * @since 0.1.0
 */
export interface Take {
  readonly paid: bigint
  readonly retained: bigint
  readonly paidOf: readonly bigint[]
  readonly retainedOf: readonly bigint[]
  readonly units: readonly bigint[]
  readonly fee: bigint
  readonly feeReturned: boolean
  readonly transfer: bigint
  readonly transferReversed: boolean
}

export type Status =
  | "review"
  | "accepted"
  | "submitting"
  | "unknown"
  | "pending"
  | "requires_action"
  | "succeeded"
  | "failed"
  | "canceled"
  | "rejected"

/**
 * One refund as the book keeps it.
 *
 * @since 0.1.0
 */
export interface Refund {
  readonly id: string
  readonly asked?: Asked
  readonly adopted?: number
  readonly status: Status
  readonly take: Take
  readonly metadata: Readonly<Record<string, string>>
}

export interface Session {
  readonly id: string
  readonly asked: Asked
  readonly expiresAt: string
  readonly status: "open" | "executed" | "expired" | "canceled"
  readonly take: Take
  readonly refundId?: string
}

export interface Dispute {
  readonly id: string
  readonly amount: number
  readonly status: "open" | "won" | "lost"
  readonly take: Take
}

/**
 * A payment and everything claimed of it, by the book.
 *
 * @since 0.1.0
 */
export interface Book {
  readonly payment: Payment
  /** The latest instant written down. */
  readonly clock: string
  readonly refunds: readonly Refund[]
  readonly sessions: readonly Session[]
  readonly disputes: readonly Dispute[]
}

export type Standing = "held" | "refunded" | "disputed"

/** Every claim that takes from the balance now, and what its taking is called. */
export const active = (
  book: Book,
): readonly { readonly id: string; readonly standing: Standing; readonly take: Take }[] => [
  ...book.refunds
    .filter(({ status }) => status !== "failed" && status !== "canceled" && status !== "rejected")
    .map(({ id, status, take }) => ({
      id,
      standing: status === "succeeded" ? ("refunded" as const) : ("held" as const),
      take,
    })),
  ...book.sessions
    .filter(({ status }) => status === "open")
    .map(({ id, take }) => ({ id, standing: "held" as const, take })),
  ...book.disputes
    .filter(({ status }) => status !== "won")
    .map(({ id, take }) => ({ id, standing: "disputed" as const, take })),
]

export const activeRefunds = (book: Book): readonly Take[] =>
  book.refunds
    .filter(({ status }) => status !== "failed" && status !== "canceled" && status !== "rejected")
    .map(({ take }) => take)
