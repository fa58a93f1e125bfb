/** The front of a server: the same questions over HTTP, as whoever holds the key. */
import type { Decision, Verdict } from "@refund-rules/core"
import { connect, isRefused, NoAnswer, RequestRefused } from "@refund-rules/client"
import type { Page, Paging, Refusal, RefundView, SessionView } from "@refund-rules/engine"
import { Effect } from "effect"
import { unavailable, Wrong } from "../manners/Wrong.ts"
import type { Front, Held, WebhookTold } from "./Front.ts"

interface Listed<A> {
  readonly items: readonly A[]
  readonly nextCursor: string | null
}

export const remote = (url: string, key: string): Front => {
  const { audit, decisions, incidents, policies, refunds, sessions, webhooks } = connect({ url, key })
  return {
    quote: (asked) => call(async () => (await decisions.quote(bodyOf(asked) as never)).decision as unknown as Decision),
    request: (asked) => held<RefundView>(() => refunds.request(bodyOf(asked) as never, { key: asked.key.key })),
    approve: (id) => call<RefundView>(() => refunds.approve(id)),
    reject: (id) => call<RefundView>(() => refunds.reject(id)),
    cancel: (id) => call<RefundView>(() => refunds.cancel(id)),
    resolve: ({ refundId, ...input }) => call<RefundView>(() => refunds.resolve(refundId, input)),
    refund: (id) => call<RefundView>(() => refunds.read(id)),
    refunds: (filter, paging) => page<RefundView>(() => refunds.list({ ...filter, ...partOf(paging) } as never)),
    openSession: ({ ask, expiresAt, key: once, metadata, paymentId }) =>
      held<SessionView>(() =>
        sessions.open(
          {
            paymentId,
            ask,
            ...(expiresAt === undefined ? {} : { expiresAt }),
            ...(metadata === undefined ? {} : { metadata }),
          } as never,
          { key: once.key },
        ),
      ),
    executeSession: (id, once) => call<RefundView>(() => sessions.execute(id, { key: once.key })),
    cancelSession: (id) => call<SessionView>(() => sessions.cancel(id)),
    session: (id) => call<SessionView>(() => sessions.read(id)),
    sessions: (filter, paging) => page<SessionView>(() => sessions.list({ ...filter, ...partOf(paging) } as never)),
    incidents: (filter, paging) => page(() => incidents.list({ ...filter, ...partOf(paging) } as never)),
    resolveIncident: (id, resolution) => Effect.asVoid(call(() => incidents.resolve(id, { resolution }))),
    webhooks: Effect.map(
      call<Listed<WebhookTold>>(() => webhooks.list()),
      ({ items }) => items,
    ),
    replayWebhook: (id, of) =>
      Effect.map(
        call<{ readonly replayed: number }>(() => webhooks.replay(id, of)),
        ({ replayed }) => replayed,
      ),
    head: call<object>(() => audit.head()),
    publish: (policy) => call(() => policies.publish(policy.id, policy as never)),
  }
}

/** An ask's members stand beside the payment's id on the wire. */
const bodyOf = ({
  ask,
  metadata,
  paymentId,
}: {
  readonly ask: unknown
  readonly metadata?: unknown
  readonly paymentId: string
}) => ({
  paymentId,
  ...(ask as object),
  ...(metadata === undefined ? {} : { metadata }),
})

const partOf = ({ cursor, limit }: Paging) => ({ limit, ...(cursor === undefined ? {} : { cursor }) })

/** The wire says in plain types what the engine says in branded ones; the definition of both is the same. */
const call = <A>(ask: () => Promise<unknown>): Effect.Effect<A, Wrong> =>
  Effect.tryPromise({ try: ask as () => Promise<A>, catch: wrongOf })

const page = <A>(ask: () => Promise<unknown>): Effect.Effect<Page<A>, Wrong> =>
  Effect.map(call<Listed<A>>(ask), ({ items, nextCursor }) => ({
    items,
    ...(nextCursor === null ? {} : { nextCursor }),
  }))

const held = <View>(ask: () => Promise<unknown>): Effect.Effect<Held<View>, Wrong> =>
  Effect.tryPromise({
    try: async (): Promise<Held<View>> => {
      try {
        return { _tag: "Held", view: (await ask()) as View, replayed: null }
      } catch (error) {
        if (isRefused(error)) return refusalOf(error)
        throw error
      }
    },
    catch: wrongOf,
  })

const refusalOf = ({ code, decision, problem }: RefusedError): Refusal => ({
  _tag: "Refused",
  code,
  available: problem.available ?? 0,
  requested: problem.requested ?? null,
  currency: problem.currency ?? "",
  decision: decision as unknown as Decision & { readonly _tag: Verdict },
})

interface RefusedError {
  readonly code: string
  readonly decision: unknown
  readonly problem: { readonly available?: number; readonly requested?: number | null; readonly currency?: string }
}

const wrongOf = (error: unknown): Wrong => {
  if (error instanceof RequestRefused) {
    const { code, status } = error.problem
    const exit = status === 503 || status === 429 ? 3 : status === 400 || status === 401 ? 2 : 1
    return new Wrong({ exit, code, message: error.message, ...nextOf(code) })
  }
  if (error instanceof NoAnswer)
    return unavailable(
      `${error.message}${error.key === undefined ? "" : `; it was asked under the key \`${error.key}\``}`,
      error.key === undefined
        ? "look whether the server runs"
        : "ask again with `--once` and that key: nothing is done twice",
    )
  return unavailable(error instanceof Error ? error.message : String(error))
}

const nextOf = (code: string): { readonly next?: string } => {
  if (/unauthori|invalid_key|authentication/.test(code)) return { next: "look at the key, and at where it comes from" }
  return /scope|forbidden/.test(code)
    ? { next: "ask for a key that may do this: `refund-rules keys create --scopes`" }
    : {}
}
