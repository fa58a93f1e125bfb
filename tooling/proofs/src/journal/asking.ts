/** How the careful client asks: written down before, written down after, and asked again with the same key until it is told. */
import { setTimeout as sleep } from "node:timers/promises"
import type { Answer, Client, NoAnswer } from "../server/Client.ts"
import type { Final, Wish } from "./Entry.ts"
import type { Journal } from "./Journal.ts"

/** What one sending came to. */
export type Told =
  | { readonly _tag: "Final"; readonly final: Final }
  /** In flight, busy or not able now: ask again. */
  | { readonly _tag: "Later"; readonly why: string; readonly answer: Answer }
  /** The connection ended. */
  | { readonly _tag: "Gone" }
  | { readonly _tag: "Strange"; readonly what: string }

/** Reads an answer. */
const read = (answer: Answer | NoAnswer): Told => {
  if (answer.status === "none") return { _tag: "Gone" }
  const { status, body } = answer
  if (status === 201 && body.id !== undefined && body.amount !== undefined) {
    return { _tag: "Final", final: { _tag: "Refund", refundId: body.id, amount: body.amount } }
  }
  const code = body.code ?? "no code"
  if (status === 422 && code === "amount_exceeds_refundable") {
    return { _tag: "Final", final: { _tag: "Refusal", code } }
  }
  const isLater = status === 503 || status === 429 || (status === 409 && code === "idempotency_in_progress")
  if (isLater) return { _tag: "Later", why: `${status} ${code}`, answer }
  return { _tag: "Strange", what: `${status} ${JSON.stringify(body).slice(0, 200)}` }
}

/** Sends a wish once, written down before and after. */
export const sendOnce = async (client: Client, journal: Journal, wish: Wish): Promise<Told> => {
  if (!journal.wishes.has(wish.key)) journal.write({ _tag: "Asking", wish })
  const { key, paymentId, amount } = wish
  const told = read(await client.post("/v1/refunds", { paymentId, amount }, key))
  if (told._tag === "Final" && !journal.answers.has(key)) journal.write({ _tag: "Answered", key, final: told.final })
  return told
}

/** Sends a wish until it has a final answer, the server is gone, or so many milliseconds are over. */
export const sendUntil = async (client: Client, journal: Journal, wish: Wish, withinMs: number): Promise<Told> => {
  const end = performance.now() + withinMs
  for (;;) {
    const told = await sendOnce(client, journal, wish)
    if (told._tag !== "Later" || performance.now() > end) return told
    await sleep(25)
  }
}

/** Registers a payment, or registers it again where no answer came. */
export const openPayment = async (
  client: Client,
  journal: Journal,
  paymentId: string,
  captured: number,
): Promise<Told | "Opened"> => {
  if (!journal.opening.has(paymentId)) journal.write({ _tag: "Opening", paymentId, captured })
  const payment = { id: paymentId, provider: "sandbox", references: { proof: paymentId }, currency: "USD", captured }
  const answer = await client.post("/v1/payments", payment)
  if (answer.status === 201 || answer.status === 200) {
    journal.write({ _tag: "Opened", paymentId })
    return "Opened"
  }
  return read(answer)
}
