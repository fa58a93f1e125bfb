/** What the facade says instead of an answer: Loop's errors, each with its status. */
import { type FacadeReply, Said, type Trouble } from "@refund-rules/provider-kit"
import type { ErrorObject } from "../Wire.ts"

const reply = (
  status: number,
  error: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): FacadeReply => ({ status, body: { error, message } satisfies ErrorObject, headers })

export const said = (status: number, error: string, message: string): Said =>
  new Said({ reply: reply(status, error, message) })

/** A request that as it stands will never do. */
export const invalid = (message: string, error = "validation_error"): Said => said(422, error, message)

export const absent = (what: "charge" | "payment"): Said => said(404, `${what}_not_found`, `There is no such ${what}`)

const again = { "retry-after": "1" }

export const saysAllowed = (allow: string): FacadeReply =>
  reply(405, "method_not_allowed", `This address answers ${allow}`, { allow })

/** Total over everything that keeps any facade from an answer. */
export const says = (trouble: Trouble): FacadeReply => {
  if (typeof trouble === "object") {
    return "lacks" in trouble
      ? reply(403, "forbidden", `This token does not have the scope ${trouble.lacks}`)
      : reply(422, "validation_error", trouble.contradiction)
  }
  switch (trouble) {
    case "no key":
    case "wrong key":
      return reply(401, "unauthorized", "The access token is missing or not valid", { "www-authenticate": "Bearer" })
    case "too often":
      return reply(429, "rate_limited", "Too many requests: ask again a little later", again)
    case "above the key's limit":
      return reply(403, "forbidden", "This token may not ask for a refund of this amount")
    case "malformed idempotency key":
      return reply(400, "invalid_header", "Idempotency-Key must be 1 to 255 visible characters")
    case "idempotency key reused":
      return reply(422, "idempotency_key_reused", "The Idempotency-Key stands for another request already")
    case "no such address":
      return reply(404, "not_found", "Nothing is served at this address")
    case "no such thing":
      return reply(404, "payment_not_found", "There is no such payment")
    // 409 means to a client of Loop's that the payment is refunded: it is never said of anything else.
    case "idempotency key in use":
    case "unavailable":
    case "stopping":
      return reply(503, "unavailable", "It could not be taken now, and nothing was changed: send it again", again)
    case "crashed":
      return reply(500, "internal_error", "The request failed on our side")
    case "body too large":
      return reply(413, "body_too_large", "The request body is too large")
    case "body unreadable":
      return reply(422, "validation_error", "The body must be a JSON object")
    case "header twice":
      return reply(400, "invalid_header", "A header stands twice that may stand once only")
    case "not HTTP":
      return reply(400, "invalid_request", "The request is no HTTP that can be read")
  }
}
