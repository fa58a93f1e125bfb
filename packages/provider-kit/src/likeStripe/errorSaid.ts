/** What an error in Stripe's shape says, whoever wrote it: several providers follow it. */
import { Option, Schema } from "effect"
import type { Answer, Declined } from "../outcome.ts"
import { parsed } from "../parsed.ts"

/** An error; its `type` may be one that is not known here. */
const ErrorRead = Schema.Struct({
  error: Schema.Struct({
    type: Schema.String,
    code: Schema.optionalKey(Schema.NullOr(Schema.String)),
    message: Schema.optionalKey(Schema.NullOr(Schema.String)),
  }),
})

const readError = Schema.decodeUnknownOption(ErrorRead)

/**
 * What a provider that writes Stripe's errors says by one; undefined where it is none.
 *
 * @example
 * ```ts
 * import { errorSaid } from "@refund-rules/provider-kit"
 *
 * const body = '{"error":{"type":"invalid_request_error","code":"charge_already_refunded"}}'
 * errorSaid("Ours", { _tag: "Answered", status: 400, headers: {}, body }) // => { code: "already_refunded" }
 * ```
 *
 * @since 0.1.0
 */
export const errorSaid = (name: string, { body, status }: Answer): Declined | undefined => {
  const read = readError(parsed(body))
  if (Option.isNone(read)) return undefined
  const { code, type } = read.value.error
  if (code === "rate_limit" || code === "lock_timeout") return { notNow: true }
  // Somebody else used this key: what came of that is not known.
  if (type === "idempotency_error") return { uncertain: `${name} knows the key with another content` }
  if (type !== "invalid_request_error") return { uncertain: `${name} answered ${status} with ${type}` }
  if (status === 404 && (code ?? null) === null) return { misplaced: true }
  return { code: code === "charge_already_refunded" ? "already_refunded" : (code ?? type) }
}
