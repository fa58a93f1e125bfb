/** What the facade says instead of an answer: WooshPay's errors, each with the status its page gives it. */
import { type FacadeReply, type FieldFault, type RefusalWords, Said, type Trouble } from "@refund-rules/provider-kit"
import type { ErrorObject } from "../Wire.ts"

type ErrorBody = ErrorObject["error"]

const error = (
  status: number,
  said: Omit<ErrorBody, "type"> & { readonly type?: ErrorBody["type"] },
  headers: Readonly<Record<string, string>> = {},
): FacadeReply => {
  const { type = "invalid_request_error", ...rest } = said
  const body: ErrorObject = { error: { type, ...rest } }
  return { status, body, headers }
}

/** A request that as it stands will never do. */
export const invalid = (said: RefusalWords, status = 400): Said => new Said({ reply: error(status, said) })

export const unreadable = ({ at, message }: FieldFault): Said =>
  at === "" ? invalid({ message }) : invalid({ message: `${at} ${message}`, param: at, ...codeOf(at, message) })

/** The code of what is wrong with one field, where there is one. */
const codeOf = (at: string, message: string): { readonly code?: string } => {
  if (message === "is missing") return { code: "parameter_missing" }
  if (message === "must not be empty") return { code: "parameter_invalid_empty" }
  return at === "amount" ? { code: "parameter_invalid_integer" } : {}
}

export const missing = (what: "payment_intent" | "refund", id: string): Said =>
  invalid(
    {
      message: `No such ${what}: '${id.slice(0, 100)}'`,
      code: "resource_missing",
      param: what === "refund" ? "id" : what,
    },
    404,
  )

const again = { "retry-after": "1" } as const

/** Total over everything that keeps any facade from an answer. */
export const says = (trouble: Trouble): FacadeReply => {
  if (typeof trouble === "object") {
    return "lacks" in trouble
      ? error(403, { message: `The provided key does not have the scope ${trouble.lacks}` })
      : error(400, { message: trouble.contradiction })
  }
  switch (trouble) {
    case "no key":
    case "wrong key":
      return error(401, { message: "No valid API key: send it as the user name of HTTP Basic, with an empty password" })
    case "too often":
      return error(429, { message: "Too many requests with this key", code: "rate_limit" }, again)
    case "above the key's limit":
      return error(403, { message: "This key may not ask for a refund of this amount" })
    case "malformed idempotency key":
      return error(400, { message: "Idempotency-Key must be 1 to 255 visible characters" })
    case "idempotency key reused":
      return error(409, { type: "idempotency_error", message: "This Idempotency-Key came with another content before" })
    case "idempotency key in use":
      return error(
        409,
        { message: "The first request with this Idempotency-Key is under way", code: "idempotency_key_in_use" },
        again,
      )
    case "no such address":
      return error(404, { message: "Unrecognized request URL: only /v1/refunds is served here" })
    case "no such thing":
      return error(404, { message: "No such object", code: "resource_missing" })
    case "unavailable":
    case "stopping":
      return error(503, { type: "api_error", message: "It could not be taken now, and nothing was changed" }, again)
    case "crashed":
      return error(500, { type: "api_error", message: "Something went wrong on our side" })
    case "body too large":
      return error(413, { message: "The request body is too large" })
    case "body unreadable":
      return error(400, { message: "The request body could not be read" })
    case "header twice":
      return error(400, { message: "A header stands twice that may stand once only" })
    case "not HTTP":
      return error(400, { message: "The request is no HTTP that can be read" })
  }
}
