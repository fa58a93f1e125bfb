/** What the desk's answers look like on this door: each a pure function of the answer, so that a replay is byte-equal. */
import type { Page, Refusal, RefundView } from "@refund-rules/engine"
import { explain } from "@refund-rules/core"
import { documentOf } from "./Problem.ts"
import type { Answer } from "./Route.ts"

/** 200 with a body. */
export const fine = (body: unknown): Answer => ({ status: 200, body })

/** A page of a list, its entries as they are told. */
export const pageOf = <A>({ items, nextCursor }: Page<A>, told: (entry: A) => unknown = (entry) => entry): Answer =>
  fine({ items: items.map(told), nextCursor: nextCursor ?? null })

/** A list that is always whole. */
export const whole = (items: readonly unknown[]): Answer => fine({ items, nextCursor: null })

/** Something new, and where it is. */
export const made = (status: 201 | 202, path: string, view: { readonly id: string }): Answer => ({
  status,
  body: view,
  headers: { location: `${path}/${encodeURIComponent(view.id)}` },
})

/** A refund that was asked for: approved, or waiting for somebody's approval. */
export const madeRefund = (status: 201 | 202, refund: RefundView): Answer => made(status, "/v1/refunds", refund)

/** A refusal: the foremost code, what could have been had, and the whole decision. */
export const refused = ({ available, code, currency, decision, requested }: Refusal, requestId: string): Answer => {
  // The first sentence says only that it is refused.
  const [, detail = "this ask is refused"] = explain(decision)
  const said = { code, status: 422, title: "Refused", detail, retryable: false }
  return {
    status: 422,
    body: { ...documentOf(said, requestId), available, requested, currency, decision },
    headers: { "content-type": "application/problem+json" },
  }
}

/** An answer that was given before under the same key. */
export const replayed = (answer: Answer, isReplay: boolean): Answer =>
  isReplay ? { ...answer, headers: { ...answer.headers, "idempotency-replayed": "true" } } : answer
