/** What the facade says instead of an answer: Dodo's errors, each with the status its clients expect of it. */
import { type FacadeReply, type FieldFault, Said, type Trouble } from "@refund-rules/provider-kit"
import type { ErrorObject } from "../Wire.ts"

/** An error in Dodo's words. */
const error = (
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): FacadeReply => {
  const body: ErrorObject = { code, message: message.slice(0, 1000) }
  return { status, body, headers }
}

/** A request that as it stands will never do: Dodo's client does not send it again. */
export const invalid = (code: string, message: string, status = 400): Said =>
  new Said({ reply: error(status, code, message) })

export const unreadable = ({ at, message }: FieldFault): Said =>
  invalid("INVALID_REQUEST_BODY", at === "" ? message : `${at} ${message}`, 422)

export const missing = (what: "payment" | "refund", id: string): Said =>
  invalid("NOT_FOUND", `There is no ${what} \`${id.slice(0, 100)}\``, 404)

/** Nothing was accepted, and the client's own way of trying again will do. */
const again = { "x-should-retry": "true", "retry-after": "1" } as const

/** Total over everything that keeps any facade from an answer. */
export const says = (trouble: Trouble): FacadeReply => {
  if (typeof trouble === "object") {
    return "lacks" in trouble
      ? error(403, "FORBIDDEN", `The API key does not have the scope ${trouble.lacks}`)
      : error(400, "INVALID_REQUEST_PARAMETERS", trouble.contradiction)
  }
  switch (trouble) {
    case "no key":
    case "wrong key":
      return error(401, "UNAUTHORIZED", "The API key is missing or not valid")
    case "too often":
      return error(429, "TOO_MANY_REQUESTS", "Too many requests with this key", { "retry-after": "1" })
    case "above the key's limit":
      return error(403, "FORBIDDEN", "This API key may not ask for a refund of this amount")
    case "malformed idempotency key":
      return error(400, "INVALID_REQUEST_PARAMETERS", "Idempotency-Key must be 1 to 255 visible characters")
    case "idempotency key reused":
      return error(400, "INVALID_REQUEST_PARAMETERS", "This Idempotency-Key came with another content before")
    case "idempotency key in use":
      return error(409, "INVALID_REQUEST_PARAMETERS", "The first request like this is under way", again)
    case "no such address":
      return error(404, "NOT_FOUND", "Nothing is served at this address")
    case "no such thing":
      return error(404, "NOT_FOUND", "There is no such payment or refund")
    case "unavailable":
    case "stopping":
      return error(503, "INTERNAL_SERVER_ERROR", "The request could not be taken now, and nothing was changed", again)
    case "crashed":
      return error(500, "INTERNAL_SERVER_ERROR", "Something went wrong on our side")
    case "body too large":
      return error(413, "INVALID_REQUEST_BODY", "The request body is too large")
    case "body unreadable":
      return error(400, "INVALID_REQUEST_BODY", "The request body could not be read")
    case "header twice":
      return error(400, "INVALID_REQUEST_PARAMETERS", "A header stands twice that may stand once only")
    case "not HTTP":
      return error(400, "INVALID_REQUEST_PARAMETERS", "The request is no HTTP that can be read")
  }
}
