/** Why a request is not answered as it wished: a code with its status, title and whether to try again, all in one table. */
import { Data } from "effect"
import { problemType, type ProblemDocument } from "@refund-rules/http-api"

/** Where in a body or a query something is wrong. */
export type Place = NonNullable<ProblemDocument["errors"]>[number]

/** A problem on its way to whoever asked; it carries no request id yet. */
export class Problem extends Data.TaggedError("Problem")<{
  readonly code: string
  readonly status: number
  readonly title: string
  readonly detail: string
  readonly retryable: boolean
  readonly errors?: readonly Place[]
  readonly headers?: Readonly<Record<string, string>>
}> {}

const table = {
  malformed_json: [400, "Malformed JSON"],
  invalid_header: [400, "Invalid header"],
  idempotency_key_missing: [400, "Idempotency-Key missing"],
  idempotency_key_invalid: [400, "Idempotency-Key invalid"],
  idempotency_key_unsupported: [400, "Idempotency-Key not supported here"],
  unauthenticated: [401, "Not authenticated"],
  insufficient_scope: [403, "The key may not do this"],
  key_limit_exceeded: [403, "More than the key may ask for"],
  mode_mismatch: [403, "The key is of another mode"],
  self_approval: [403, "Somebody else must approve"],
  approval_role_missing: [403, "Somebody else must approve"],
  not_found: [404, "Not found"],
  method_not_allowed: [405, "Method not allowed"],
  not_acceptable: [406, "No such representation"],
  idempotency_in_progress: [409, "The first request with this key is not finished"],
  merchant_conflict: [409, "The merchant is known otherwise"],
  secrets_key_missing: [409, "This server keeps no secrets"],
  webhook_limit: [409, "As many webhooks as there may be"],
  version_mismatch: [412, "Another version came first"],
  body_too_large: [413, "Body too large"],
  uri_too_long: [414, "URI too long"],
  unsupported_media_type: [415, "Not a representation this takes"],
  invalid_field: [422, "Something in the request is wrong"],
  idempotency_key_reused: [422, "The key stands for another request"],
  session_expired: [422, "The session has ended"],
  time_budget_exceeded: [422, "It takes longer than it may"],
  memory_exceeded: [422, "It needs more memory than it may have"],
  rate_limited: [429, "Too many requests"],
  busy: [429, "As many as may are under way"],
  internal: [500, "Internal error"],
  storage_unavailable: [503, "The store does not answer"],
  overloaded: [503, "Too much at once"],
  shutting_down: [503, "Not ready for work"],
} as const satisfies Record<string, readonly [number, string]>

/** A code this door gives by itself, beside those of refusals and conflicts. */
export type ProblemCode = keyof typeof table

const worthRetrying: readonly number[] = [409, 429, 500, 503]

/** Conflicts that no waiting ends. */
const lasting: readonly ProblemCode[] = ["merchant_conflict", "secrets_key_missing", "webhook_limit"]

/** A problem of the table. */
export const problem = (code: ProblemCode, detail: string, more: Pick<Problem, "errors" | "headers"> = {}): Problem => {
  const [status, title] = table[code]
  const retryable = worthRetrying.includes(status) && !lasting.includes(code)
  return new Problem({ code, status, title, detail, retryable, ...more })
}

/** A problem whose code the core chose: a conflict of states, or a claim that no longer fits. */
export const problemNamed = (code: string, detail: string, headers: Readonly<Record<string, string>> = {}): Problem => {
  if (Object.hasOwn(table, code)) return problem(code as ProblemCode, detail, { headers })
  return code.endsWith("_conflict")
    ? new Problem({ code, status: 409, title: "Not in a state for this", detail, retryable: false, headers })
    : new Problem({ code, status: 422, title: "Refused", detail, retryable: false, headers })
}

/** A problem as plain values: what its document is made of. */
type Said = Pick<Problem, "code" | "status" | "title" | "detail" | "retryable"> & { readonly errors?: readonly Place[] }

/** The document of a problem, tied to its request. */
export const documentOf = (fault: Said, requestId: string): ProblemDocument => ({
  type: problemType(fault.code),
  title: fault.title,
  status: fault.status,
  detail: fault.detail,
  instance: `urn:request:${requestId}`,
  code: fault.code,
  request_id: requestId,
  retryable: fault.retryable,
  ...(fault.errors === undefined ? {} : { errors: fault.errors.slice(0, 20) }),
})

/** A field that is wrong, or several; the detail counts them. */
export const invalid = (errors: readonly Place[]): Problem => {
  const [first] = errors
  const where = first === undefined || first.pointer === "" ? "the body" : `\`${first.pointer.slice(0, 100)}\``
  const more = errors.length > 1 ? `, and ${errors.length - 1} more` : ""
  return problem("invalid_field", `${where}: ${first?.detail ?? "not as expected"}${more}`, { errors })
}
