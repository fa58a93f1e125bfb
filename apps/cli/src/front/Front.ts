/** What the commands of a running business ask for, whether a database in this process answers or a server does. */
import type { Decision, Policy } from "@refund-rules/core"
import type {
  Conflict,
  Incident,
  Invalid,
  KeyInFlight,
  KeyReused,
  NotFound,
  OnceKey,
  Page,
  Paging,
  PolicyVersion,
  Refusal,
  RefundDeskShape,
  RefundFilter,
  RefundView,
  SessionView,
  StoreUnavailable,
} from "@refund-rules/engine"
import type { Effect } from "effect"
import type { Wrong } from "../manners/Wrong.ts"

type Failure = Conflict | Invalid | KeyInFlight | KeyReused | NotFound | StoreUnavailable | Wrong

type Answering<A> = Effect.Effect<A, Failure>

/** What came of an ask under a key: held, now or before, or refused. `replayed` is null where nobody can tell. */
export type Held<View> = { readonly _tag: "Held"; readonly view: View; readonly replayed: boolean | null } | Refusal

interface Asked {
  readonly key: OnceKey
  readonly paymentId: string
  readonly ask: unknown
  readonly metadata?: Readonly<Record<string, string>>
}

export interface Front {
  readonly quote: (asked: Omit<Asked, "key">) => Answering<Decision>
  readonly request: (asked: Asked) => Answering<Held<RefundView>>
  readonly approve: (id: string) => Answering<RefundView>
  readonly reject: (id: string) => Answering<RefundView>
  readonly cancel: (id: string) => Answering<RefundView>
  readonly resolve: (input: Parameters<RefundDeskShape["resolve"]>[1]) => Answering<RefundView>
  readonly refund: (id: string) => Answering<RefundView>
  readonly refunds: (filter: RefundFilter, paging: Paging) => Answering<Page<RefundView>>
  readonly openSession: (asked: Asked & { readonly expiresAt?: string }) => Answering<Held<SessionView>>
  readonly executeSession: (id: string, key: OnceKey) => Answering<RefundView>
  readonly cancelSession: (id: string) => Answering<SessionView>
  readonly session: (id: string) => Answering<SessionView>
  readonly sessions: (
    filter: { readonly paymentId?: string; readonly status?: SessionView["status"] },
    paging: Paging,
  ) => Answering<Page<SessionView>>
  readonly incidents: (filter: { readonly status?: Incident["status"] }, paging: Paging) => Answering<Page<Incident>>
  readonly resolveIncident: (id: string, resolution: string) => Answering<void>
  /** The newest seal, as it is written to a file. */
  readonly head: Answering<object>
  readonly publish: (policy: Policy) => Answering<Pick<PolicyVersion, "hash" | "id" | "version">>
}
