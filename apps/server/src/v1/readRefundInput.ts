/** Takes the body of a refund or a quote apart: whose payment, what of the rest is the ask, and what is kept beside it. */
import { Effect } from "effect"
import { invalid, type Place, type Problem } from "./Problem.ts"
import { isObject, notAnObject } from "./readInput.ts"

/** A refund as it is asked for; the ask itself is read by the desk, once. */
export interface RefundInput {
  readonly paymentId: string
  readonly ask: Readonly<Record<string, unknown>>
  readonly metadata?: unknown
}

/** The parts of a refund's body. */
export const readRefundInput = (body: unknown): Effect.Effect<RefundInput, Problem> => {
  if (!isObject(body)) return Effect.fail(notAnObject)
  const { instructionsEmail, metadata, paymentId, ...ask } = body
  if (typeof paymentId === "string" && paymentId !== "" && paymentId.length <= 255 && instructionsEmail === undefined) {
    return Effect.succeed(metadata === undefined ? { paymentId, ask } : { paymentId, ask, metadata })
  }
  const errors = [...paymentFaults(body), ...emailFaults(instructionsEmail)]
  if (errors.length > 0) return Effect.fail(invalid(errors))
  return Effect.succeed({ paymentId: paymentId as string, ask, metadata: withEmail(metadata, instructionsEmail) })
}

/** The parts of a quote's body, or of anything else that only names a payment beside its ask. */
export const readQuoteInput = (body: unknown): Effect.Effect<Omit<RefundInput, "metadata">, Problem> => {
  if (!isObject(body)) return Effect.fail(notAnObject)
  const { paymentId, ...ask } = body
  const errors = paymentFaults(body)
  return errors.length > 0 ? Effect.fail(invalid(errors)) : Effect.succeed({ paymentId: paymentId as string, ask })
}

/** What is wrong with the payment a body names. */
export const paymentFaults = ({ paymentId }: Readonly<Record<string, unknown>>): readonly Place[] => {
  const at = (code: string, detail: string): readonly Place[] => [{ pointer: "/paymentId", code, detail }]
  if (paymentId === undefined) return at("missing", "expected a value, found none")
  if (typeof paymentId !== "string") return at("not_text", "expected text")
  return paymentId === "" || paymentId.length > 255 ? at("not_well_formed", "expected 1 to 255 characters") : []
}

const emailFaults = (email: unknown): readonly Place[] =>
  email === undefined || (typeof email === "string" && /^[^\s@]{1,64}@[^\s@]{1,255}$/.test(email))
    ? []
    : [{ pointer: "/instructionsEmail", code: "not_well_formed", detail: "expected an e-mail address" }]

// It is kept where a provider's binding finds it; metadata that is no object is left for the desk to refuse.
const withEmail = (metadata: unknown, email: unknown): unknown =>
  email === undefined || !(metadata === undefined || isObject(metadata))
    ? metadata
    : { ...metadata, instructionsEmail: email }
