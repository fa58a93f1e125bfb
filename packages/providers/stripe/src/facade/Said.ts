/** What the facade says instead of an answer: Stripe's errors, each with the status its clients expect of it. */
import { Data } from "effect"
import type { ErrorObject } from "../Wire.ts"

type Type = ErrorObject["error"]["type"]

/** An error in Stripe's words. */
export class Said extends Data.TaggedError("Said")<{
  readonly status: number
  readonly type: Type
  readonly message: string
  readonly code?: string
  readonly param?: string
  readonly headers?: Readonly<Record<string, string>>
}> {
  /** The same with more headers. */
  with(headers: Readonly<Record<string, string>>): Said {
    const { code, message, param, status, type } = this
    const where = { ...(code === undefined ? {} : { code }), ...(param === undefined ? {} : { param }) }
    return new Said({ status, type, message, ...where, headers: { ...this.headers, ...headers } })
  }
}

/** A request that as it stands will never do: Stripe's clients do not send it again. */
export const invalid = (message: string, where: { readonly code?: string; readonly param?: string } = {}): Said =>
  new Said({ status: 400, type: "invalid_request_error", message, ...where })

export const missing = (what: string, id: string, param: string, status: 400 | 404 = 404): Said =>
  new Said({
    status,
    type: "invalid_request_error",
    code: "resource_missing",
    message: `No such ${what}: '${id.slice(0, 100)}'`,
    param,
  })

export const missingKey = new Said({
  status: 401,
  type: "invalid_request_error",
  message:
    "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
})

export const wrongKey = new Said({ status: 401, type: "invalid_request_error", message: "Invalid API Key provided" })

export const notPermitted = (message: string): Said => new Said({ status: 403, type: "invalid_request_error", message })

export const tooOften = new Said({
  status: 429,
  type: "invalid_request_error",
  code: "rate_limit",
  message: "Too many requests with this key: ask again a little later.",
  headers: { "retry-after": "1" },
})

export const keyReused = new Said({
  status: 400,
  type: "idempotency_error",
  message:
    "Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than the one given if you meant to execute a different request.",
})

export const keyInUse = new Said({
  status: 409,
  type: "invalid_request_error",
  code: "idempotency_key_in_use",
  message: "There is currently another in-progress request using this idempotent key. Try again a little later.",
  headers: { "stripe-should-retry": "true", "retry-after": "1" },
})

/** Nothing was accepted: the same request with the same key may be sent again. */
export const unavailable = new Said({
  status: 503,
  type: "api_error",
  message: "The request could not be taken now, and nothing was changed: send it again with the same key.",
  headers: { "stripe-should-retry": "true", "retry-after": "1" },
})

export const unknownUrl = (method: string, path: string): Said =>
  new Said({
    status: 404,
    type: "invalid_request_error",
    message: `Unrecognized request URL (${method}: ${path.slice(0, 200)}). Only /v1/refunds is served here.`,
  })

export const bodyOf = ({ code, message, param, type }: Said): ErrorObject => ({
  error: {
    type,
    message,
    ...(code === undefined ? {} : { code }),
    ...(param === undefined ? {} : { param }),
  },
})
