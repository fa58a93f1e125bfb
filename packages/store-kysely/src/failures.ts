/** How a database fails, for callers and for whoever runs it. */
import { StoreUnavailable } from "@refund-rules/engine"
import { Schema } from "effect"

/**
 * The database could not do it now: it is full, busy, read-only, gone, or no longer trusted.
 *
 * @since 0.1.0
 */
export class DatabaseFailed extends Error {
  override readonly name: string = "DatabaseFailed"
}

/**
 * A failure of the database itself, with the code its driver gave and what that means for the next change.
 *
 * @since 0.1.0
 */
export class DriverFailed<Kind extends string> extends DatabaseFailed {
  readonly kind: Kind
  readonly code: string
  constructor(kind: Kind, code: string, cause: unknown) {
    super(`the database failed with ${code}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    this.kind = kind
    this.code = code
  }
}

/**
 * The connection was lost while the commit was under way: it may have happened.
 *
 * @since 0.1.0
 */
export class CommitUnknown extends DatabaseFailed {
  override readonly name = "CommitUnknown"
}

/** What callers are told. */
export const unavailable = (cause: unknown): StoreUnavailable => new StoreUnavailable({ cause, retry: "later" })

/**
 * The store was not opened; `reason` is a sentence that says what to do.
 *
 * @since 0.1.0
 */
export class CannotOpenStore extends Schema.TaggedError<CannotOpenStore>()("CannotOpenStore", {
  reason: Schema.String,
  retry: Schema.Literals(["never", "later"]),
}) {
  override get message(): string {
    return this.reason
  }
}
