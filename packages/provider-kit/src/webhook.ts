/** The frame of incoming webhooks: what is handed over, what came of it, and each event taken once. */
import type { Conflict, Invalid, LedgerStore, NotFound, Notice, Scope, StoreUnavailable } from "@refund-rules/engine"
import { Effect, type Redacted } from "effect"
import { answerOnce } from "./answerOnce.ts"

/**
 * A webhook as it came: its bytes are what was signed, never what they were read as.
 *
 * @since 0.1.0
 */
export interface WebhookCall {
  readonly body: Uint8Array
  readonly headers: Readonly<Record<string, string | undefined>>
  /** The secrets of the merchant: several while they are being changed. */
  readonly secrets: readonly Redacted.Redacted[]
  readonly nowSeconds: number
}

/**
 * What a webhook says. Test events of a live account, and the other way round, are somebody else's.
 *
 * @since 0.1.0
 */
export type WebhookRead = "not signed" | "unreadable" | "of no interest" | Notice

/**
 * Reads what a provider sends unasked: who signed it first, over the very bytes, and only then what it says. It changes
 * nothing; whoever runs the desk keeps the notice and sees to it that it is taken once.
 *
 * @since 0.1.0
 */
export type Webhook = (call: WebhookCall, mode: Scope["mode"]) => Effect.Effect<WebhookRead>

/**
 * What came of a webhook. Only what is not signed, or cannot be read, is refused.
 *
 * @since 0.1.0
 */
export type WebhookAnswer =
  | "taken"
  | "taken before"
  | "of no interest"
  | "of an unknown payment"
  | "contradicted"
  | "not signed"
  | "unreadable"

/**
 * Applies an event once: its id is kept beside what it changed. Where a crash comes between, it is applied again, which
 * is why what it does must only ever go forward.
 *
 * @example
 * ```ts
 * import { takenOnce } from "@refund-rules/provider-kit"
 * import { memoryDesk } from "@refund-rules/testing"
 * import { Effect } from "effect"
 *
 * const scope = { merchant: "shop", mode: "test" } as const
 * const taking = takenOnce(memoryDesk().store, scope, "stripe", "evt_1", "nobody", Effect.void)
 * await Effect.runPromise(taking) // => "of an unknown payment"
 * ```
 *
 * @since 0.1.0
 */
export const takenOnce = (
  store: (typeof LedgerStore)["Service"],
  scope: Scope,
  provider: string,
  eventId: string,
  paymentId: string,
  apply: Effect.Effect<void, Conflict | Invalid | NotFound | StoreUnavailable>,
): Effect.Effect<WebhookAnswer, StoreUnavailable> => {
  const key = { door: `webhook ${provider}`, key: eventId, fingerprint: "" }
  const applied = apply.pipe(
    Effect.as<WebhookAnswer>("taken"),
    Effect.catchTag(["Conflict", "Invalid", "NotFound"], (wrong) =>
      Effect.as(Effect.logWarning("a webhook contradicts what is known", wrong), "contradicted" as const),
    ),
  )
  return answerOnce(store, scope, key, paymentId, applied).pipe(
    Effect.map((once): WebhookAnswer => (once._tag === "Answered" && !once.replayed ? once.answer : "taken before")),
    Effect.catchTag("PaymentNotFound", () => Effect.succeed("of an unknown payment" as const)),
  )
}
