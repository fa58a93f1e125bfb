/**
 * Why a call has no answer, as three errors told apart by `_tag`: refused by the rules, by the door, or not known.
 *
 * @since 0.1.0
 */
import type { ProblemDocument } from "@refund-rules/http-api"

/** A refusal's document: it carries the decision, and what could be had. */
type Refusal = ProblemDocument & Required<Pick<ProblemDocument, "decision">>

/**
 * A refund or session was refused: nothing is held. `decision` says why, with what could be had instead.
 *
 * @example
 * ```ts
 * import { isRefused } from "@refund-rules/client"
 *
 * isRefused(new Error("something else")) // => false
 * ```
 *
 * @since 0.1.0
 */
export class RefundRefused extends Error {
  readonly _tag = "RefundRefused"
  readonly problem: Refusal

  constructor(problem: Refusal) {
    super(problem.detail)
    this.name = "RefundRefused"
    this.problem = problem
  }

  get code(): string {
    return this.problem.code
  }

  get decision(): Refusal["decision"] {
    return this.problem.decision
  }
}

/**
 * The server understood the question and said no for another reason: dispatch on `code`.
 *
 * @since 0.1.0
 */
export class RequestRefused extends Error {
  readonly _tag = "RequestRefused"
  readonly problem: ProblemDocument

  constructor(problem: ProblemDocument) {
    super(problem.detail)
    this.name = "RequestRefused"
    this.problem = problem
  }

  get code(): string {
    return this.problem.code
  }
}

/**
 * No answer came, however often it was tried: what was asked may have been done. Call again with the same `key`.
 *
 * @since 0.1.0
 */
export class NoAnswer extends Error {
  readonly _tag = "NoAnswer"
  /** The key it was tried under; undefined where the endpoint takes none. */
  readonly key: string | undefined

  constructor(what: string, key: string | undefined, cause: unknown) {
    super(what, { cause })
    this.name = "NoAnswer"
    this.key = key
  }
}

/**
 * Everything a call can fail with.
 *
 * @since 0.1.0
 */
export type ClientError = RefundRefused | RequestRefused | NoAnswer

/**
 * Whether the rules refused, so that a decision says why.
 *
 * @example
 * ```ts
 * import { isRefused } from "@refund-rules/client"
 *
 * isRefused(undefined) // => false
 * ```
 *
 * @since 0.1.0
 */
export const isRefused = (error: unknown): error is RefundRefused => error instanceof RefundRefused

const isProblem = (value: unknown): value is ProblemDocument =>
  typeof value === "object" && value !== null && "code" in value && "detail" in value && "status" in value

/** The error an answer stands for; undefined where it is not one of this server's. */
export const errorOf = (body: unknown): RefundRefused | RequestRefused | undefined => {
  if (!isProblem(body)) return undefined
  return body.decision === undefined
    ? new RequestRefused(body)
    : new RefundRefused({ ...body, decision: body.decision })
}
