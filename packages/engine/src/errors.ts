/** Why the desk could not do what was wanted; a refusal is not here, it is an answer. */
import type { Fault } from "@refund-rules/core"
import { Schema } from "effect"

/**
 * This merchant has no such thing in this mode; one of another merchant looks exactly the same.
 *
 * @since 0.1.0
 */
export class NotFound extends Schema.TaggedError<NotFound>()("NotFound", {
  what: Schema.Literals(["payment", "refund", "session", "dispute", "incident", "policy", "backtest", "webhook"]),
  id: Schema.String,
  retry: Schema.Literals(["never"]),
}) {
  override get message(): string {
    return `there is no ${this.what} \`${this.id}\` of this merchant in this mode`
  }
}

/**
 * It is there, and not in a state for this; `code` says which, as the core names it: `refund_state_conflict`,
 * `session_state_conflict`, `session_expired`, `payment_conflict`, `self_approval` and so on; or the desk itself, that
 * more is asked for than the actor may: `key_limit_exceeded`.
 *
 * @since 0.1.0
 */
export class Conflict extends Schema.TaggedError<Conflict>()("Conflict", {
  code: Schema.String,
  message: Schema.String,
  retry: Schema.Literals(["never"]),
  /** It was answered before, under the same key. */
  replayed: Schema.optionalKey(Schema.Boolean),
}) {}

/**
 * What was given cannot be read; every fault with its place.
 *
 * @since 0.1.0
 */
export class Invalid extends Schema.TaggedError<Invalid>()("Invalid", {
  faults: Schema.Array(Schema.Struct({ path: Schema.String, code: Schema.String, message: Schema.String })),
  retry: Schema.Literals(["never"]),
}) {
  static of(faults: readonly Fault[]): Invalid {
    return new Invalid({ faults: [...faults], retry: "never" })
  }

  override get message(): string {
    return this.faults.map(({ message, path }) => (path === "" ? message : `${path}: ${message}`)).join("; ")
  }
}

/**
 * The key stands for something else already.
 *
 * @since 0.1.0
 */
export class KeyReused extends Schema.TaggedError<KeyReused>()("KeyReused", {
  key: Schema.String,
  retry: Schema.Literals(["never"]),
}) {}

/**
 * The first request with this key is not finished: asking again a little later tells what came of it.
 *
 * @since 0.1.0
 */
export class KeyInFlight extends Schema.TaggedError<KeyInFlight>()("KeyInFlight", {
  key: Schema.String,
  retry: Schema.Literals(["later"]),
}) {}

/**
 * The provider did not tell all it was asked for: what was compared until then stands, and asking again goes on.
 *
 * @since 0.1.0
 */
export class ProviderSilent extends Schema.TaggedError<ProviderSilent>()("ProviderSilent", {
  provider: Schema.String,
  retry: Schema.Literals(["later"]),
}) {}
