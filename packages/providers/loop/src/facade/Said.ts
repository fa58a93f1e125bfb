/** What the facade says instead of an answer: Loop's errors, each with its status. */
import { Data } from "effect"

/** An error in Loop's words. */
export class Said extends Data.TaggedError("Said")<{
  readonly status: number
  readonly error: string
  readonly message: string
  readonly headers?: Readonly<Record<string, string>>
}> {}

/** A request that as it stands will never do. */
export const invalid = (message: string, error = "validation_error"): Said => new Said({ status: 422, error, message })

export const absent = (what: "charge" | "payment"): Said =>
  new Said({ status: 404, error: `${what}_not_found`, message: `There is no such ${what}` })

export const noAddress = new Said({ status: 404, error: "not_found", message: "Nothing is served at this address" })

export const wrongMethod = (allow: string): Said =>
  new Said({ status: 405, error: "method_not_allowed", message: `This address answers ${allow}`, headers: { allow } })

export const unauthorized = new Said({
  status: 401,
  error: "unauthorized",
  message: "The access token is missing or not valid",
  headers: { "www-authenticate": "Bearer" },
})

export const forbidden = (message: string): Said => new Said({ status: 403, error: "forbidden", message })

export const tooOften = new Said({
  status: 429,
  error: "rate_limited",
  message: "Too many requests: ask again a little later",
  headers: { "retry-after": "1" },
})

/** Nothing was accepted: the same request may be sent again. */
export const unavailable = new Said({
  status: 503,
  error: "unavailable",
  message: "The request could not be taken now, and nothing was changed: send it again",
  headers: { "retry-after": "1" },
})
