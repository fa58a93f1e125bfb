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
  WebhookKept,
} from "@refund-rules/engine"
import type { Effect } from "effect"
import type { Wrong } from "../manners/Wrong.ts"

type Failure = Conflict | Invalid | KeyInFlight | KeyReused | NotFound | StoreUnavailable | Wrong

type Answering<A> = Effect.Effect<A, Failure>

/** What came of an ask under a key: held, now or before, or refused. `replayed` is null where nobody can tell. */
export type Held<View> = { readonly _tag: "Held"; readonly view: View; readonly replayed: boolean | null } | Refusal

/** A webhook as it is told, without its secrets. */
export type WebhookTold = Pick<WebhookKept, "createdAt" | "id" | "status" | "url"> & {
  readonly events: readonly string[] | null
  readonly reason: string | null
}

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
  readonly incidents: (
    filter: { readonly status?: Incident["status"]; readonly kind?: Incident["kind"] },
    paging: Paging,
  ) => Answering<Page<Incident>>
  readonly resolveIncident: (id: string, resolution: string) => Answering<void>
  readonly webhooks: Answering<readonly WebhookTold[]>
  /** How many are sent again. */
  readonly replayWebhook: (id: string, of: { readonly message?: string; readonly since?: string }) => Answering<number>
  /** The newest seal, as it is written to a file. */
  readonly head: Answering<object>
  readonly publish: (policy: Policy) => Answering<Pick<PolicyVersion, "hash" | "id" | "version">>
}
