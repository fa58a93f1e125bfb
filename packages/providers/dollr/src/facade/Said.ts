/** What the facade says instead of an answer: Dollr's errors as FastAPI writes them, each with its status. */
import { Data } from "effect"
import type { ErrorObject, FieldFault } from "../Wire.ts"

/** An error in Dollr's words. */
export class Said extends Data.TaggedError("Said")<{
  readonly status: number
  readonly detail: ErrorObject["detail"]
  readonly headers?: Readonly<Record<string, string>>
}> {}

/** What is wrong with one part of a request. */
export const faultAt = (loc: FieldFault["loc"], type: string, msg: string): FieldFault => ({ loc, msg, type })

/** A request that as it stands will never do, with everything that is wrong with it. */
export const invalid = (...faults: readonly FieldFault[]): Said => new Said({ status: 422, detail: faults })

export const absent = (what: string): Said => new Said({ status: 404, detail: `${what} not found` })

export const noAddress = new Said({ status: 404, detail: "Not Found" })

export const wrongMethod = (allow: string): Said =>
  new Said({ status: 405, detail: "Method Not Allowed", headers: { allow } })

const challenge = { "www-authenticate": "Bearer" }

/** Whatever is wrong with a credential, or that there is none: nobody learns which. */
export const notValidated = new Said({ status: 401, detail: "Could not validate credentials", headers: challenge })

export const notPermitted = (why: string): Said => new Said({ status: 403, detail: why })

export const tooOften = new Said({ status: 429, detail: "Too many requests", headers: { "retry-after": "1" } })

/** Nothing was accepted: the same request may be sent again. */
export const unavailable = new Said({
  status: 503,
  detail: "The request could not be taken now, and nothing was changed: send it again",
  headers: { "retry-after": "1" },
})

export const inFlight = new Said({
  status: 409,
  detail: "The first request like this is still under way: ask again a little later",
  headers: { "retry-after": "1" },
})
