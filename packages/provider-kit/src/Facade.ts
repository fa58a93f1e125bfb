/** What a facade is to the server that mounts it: a request in, an answer in the provider's own shape out, always. */
import type { Effect } from "effect"

/**
 * A request as a facade sees it: its path begins at the facade's own root.
 *
 * @since 0.1.0
 */
export interface FacadeCall {
  readonly method: string
  readonly path: string
  /** Without its question mark. */
  readonly query: string
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: string
}

/**
 * An answer before it is written as JSON.
 *
 * @since 0.1.0
 */
export interface FacadeReply {
  readonly status: number
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Why a request never reached the facade's own code, or did not come back from it.
 *
 * @since 0.1.0
 */
export type FacadeFailure = "body too large" | "body unreadable" | "header twice" | "stopping" | "crashed" | "not HTTP"

/**
 * Answers as a provider does. The server reads the request within bounds; where it could not, or the answering failed,
 * the facade still says so in the provider's own shape.
 *
 * @since 0.1.0
 */
export interface Facade {
  readonly provider: string
  readonly respond: (call: FacadeCall) => Effect.Effect<FacadeReply>
  readonly fail: (failure: FacadeFailure) => FacadeReply
}
