/** What the facade says instead of an answer: Dollr's errors as FastAPI writes them, each with its status. */
import { type FacadeReply, Said, type Trouble } from "@refund-rules/provider-kit"
import type { ErrorObject, FieldFault } from "../Wire.ts"

const reply = (
  status: number,
  detail: ErrorObject["detail"],
  headers: Readonly<Record<string, string>> = {},
): FacadeReply => ({ status, body: { detail } satisfies ErrorObject, headers })

/** What is wrong with one part of a request. */
export const faultAt = (loc: FieldFault["loc"], type: string, msg: string): FieldFault => ({ loc, msg, type })

/** A request that as it stands will never do, with everything that is wrong with it. */
export const invalid = (...faults: readonly FieldFault[]): Said => new Said({ reply: reply(422, faults) })

export const absent = (what: string): Said => new Said({ reply: reply(404, `${what} not found`) })

const again = { "retry-after": "1" }

export const saysAllowed = (allow: string): FacadeReply => reply(405, "Method Not Allowed", { allow })

/** Total over everything that keeps any facade from an answer. */
export const says = (trouble: Trouble): FacadeReply => {
  if (typeof trouble === "object") {
    return "lacks" in trouble
      ? reply(403, `This key does not have the scope ${trouble.lacks}`)
      : reply(422, [faultAt(["body"], "value_error", trouble.contradiction)])
  }
  switch (trouble) {
    // Whatever is wrong with a credential, or that there is none: nobody learns which.
    case "no key":
    case "wrong key":
      return reply(401, "Could not validate credentials", { "www-authenticate": "Bearer" })
    case "too often":
      return reply(429, "Too many requests", again)
    case "above the key's limit":
      return reply(403, "This key may not ask for a refund of this amount")
    case "malformed idempotency key":
      return reply(422, [
        faultAt(["header", "idempotency-key"], "string_pattern_mismatch", "1 to 255 visible characters"),
      ])
    case "idempotency key reused":
      return reply(422, [faultAt(["header", "idempotency-key"], "key_reused", "It stands for another request already")])
    case "idempotency key in use":
      return reply(409, "The first request like this is still under way: ask again a little later", again)
    case "no such address":
      return reply(404, "Not Found")
    case "no such thing":
      return reply(404, "Payment intent not found")
    case "unavailable":
    case "stopping":
      return reply(503, "The request could not be taken now, and nothing was changed: send it again", again)
    case "crashed":
      return reply(500, "Internal Server Error")
    case "body too large":
      return reply(413, "The request body is too large")
    case "body unreadable":
      return reply(422, [faultAt(["body"], "json_invalid", "JSON decode error")])
    case "header twice":
      return reply(400, "A header stands twice that may stand once only")
    case "not HTTP":
      return reply(400, "The request is no HTTP that can be read")
  }
}
