/** What the commands of a running business ask for, whether a database in this process answers or a server does. */
import type { Policy } from "@refund-rules/core"
import type {
  Conflict,
  Incident,
  Invalid,
  KeyInFlight,
  KeyReused,
  NotFound,
  Page,
  Paging,
  PolicyVersion,
  RefundDeskShape,
  StoreUnavailable,
} from "@refund-rules/engine"
import type { Effect } from "effect"
import type { Wrong } from "../manners/Wrong.ts"

type Failure = Conflict | Invalid | KeyInFlight | KeyReused | NotFound | StoreUnavailable | Wrong

type Asked =
  | "payment"
  | "payments"
  | "quote"
  | "request"
  | "approve"
  | "reject"
  | "cancel"
  | "resolve"
  | "refund"
  | "refunds"
  | "openSession"
  | "executeSession"
  | "cancelSession"
  | "session"
  | "sessions"

/** A method of the desk for one caller, who is known from the beginning. */
type Called<Method> = Method extends (caller: infer _, ...rest: infer Rest) => Effect.Effect<infer A, infer _E>
  ? (...rest: Rest) => Effect.Effect<A, Failure>
  : never

export type Front = { readonly [Name in Asked]: Called<RefundDeskShape[Name]> } & {
  readonly incidents: (
    filter: { readonly status?: Incident["status"] },
    paging: Paging,
  ) => Effect.Effect<Page<Incident>, Failure>
  readonly resolveIncident: (id: string, resolution: string) => Effect.Effect<void, Failure>
  readonly publish: (policy: Policy) => Effect.Effect<Pick<PolicyVersion, "hash" | "id" | "version">, Failure>
}
