/** Turns the desk's effects into promises, for one actor of one merchant in one mode. */
import { Context, Effect, Stream } from "effect"
import { Awaiting } from "../Awaiting.ts"
import { Invalid } from "../errors.ts"
import { EnclosingCommit } from "../ports/EnclosingCommit.ts"
import type { OnceKey } from "../ports/LedgerStore.ts"
import type { Broken, Paging } from "../ports/Records.ts"
import { RefundDesk } from "../RefundDesk.ts"
import type { Answered, Caller } from "../RefundDeskShape.ts"
import type { AskOf, Desk, Keyed } from "./Desk.ts"
import { fingerprintOf } from "./fingerprint.ts"

/** The door that keys are used at here: those of a server's doors are others. */
const DOOR = "embedded"

const LONGEST_KEY = 255

const PAGE = 100

export const promises = (
  services: Context.Context<Awaiting | RefundDesk>,
  caller: Caller,
  close: () => Promise<void>,
  handle?: unknown,
): Desk => {
  const desk = Context.get(services, RefundDesk)
  const run = <A, E>(effect: Effect.Effect<A, E>): Promise<A> =>
    Effect.runPromiseWith(services)(Effect.provideService(effect, EnclosingCommit, handle))
  return {
    ...asking(desk, caller, run),
    registerPayment: (payment) => run(desk.registerPayment(caller, payment)),
    importPayments: (payments) => Stream.toAsyncIterable(desk.importPayments(caller, streamed(payments))),
    approve: (refundId) => run(desk.approve(caller, refundId)),
    reject: (refundId) => run(desk.reject(caller, refundId)),
    cancel: (refundId) => run(desk.cancel(caller, refundId)),
    resolve: (input) => run(desk.resolve(caller, input)),
    setMetadata: (refundId, metadata) => run(desk.setMetadata(caller, refundId, metadata)),
    cancelSession: (sessionId) => run(desk.cancelSession(caller, sessionId)),
    recordDispute: (input) => run(desk.recordDispute(caller, input)),
    erasePersonalData: (customerId) => run(desk.erasePersonalData(caller, customerId)),
    recordFact: (input) => run(desk.recordFact(caller, input)),
    payment: (id) => run(desk.payment(caller, id)),
    payments: (filter = {}, paging) => run(desk.payments(caller, filter, page(paging))),
    refund: (id) => run(desk.refund(caller, id)),
    refunds: (filter = {}, paging) => run(desk.refunds(caller, filter, page(paging))),
    settled: (refundId, seconds) => run(Context.get(services, Awaiting).settled(caller, refundId, seconds)),
    session: (id) => run(desk.session(caller, id)),
    events: (of = {}, limit = PAGE) => run(desk.events(caller, of, limit)),
    verify: () => run(proof(desk)),
    as: (actor) => {
      const other = typeof actor === "string" ? { id: actor } : actor
      return promises(services, { ...caller, actor: other }, close, handle)
    },
    within: (enclosing) => promises(services, caller, close, enclosing),
    close,
  }
}

type Run = <A, E>(effect: Effect.Effect<A, E>) => Promise<A>

/** The methods that take an ask, and those that take a key. */
const asking = (
  desk: (typeof RefundDesk)["Service"],
  caller: Caller,
  run: Run,
): Pick<Desk, "executeSession" | "openSession" | "quote" | "request"> => ({
  quote: (asked) => run(desk.quote(caller, { paymentId: asked.paymentId, ask: askIn(asked) })),
  request: async ({ key, metadata, ...asked }) => {
    const { paymentId } = asked
    const ask = askIn(asked)
    const once = await onceOf(key, ["request", paymentId, ask, metadata])
    return keyed(await run(desk.request(caller, { key: once, paymentId, ask, metadata })))
  },
  openSession: async ({ expiresAt, key, metadata, ...asked }) => {
    const { paymentId } = asked
    const ask = askIn(asked)
    const once = await onceOf(key, ["openSession", paymentId, ask, expiresAt, metadata])
    const input = { key: once, paymentId, ask, metadata, ...(expiresAt === undefined ? {} : { expiresAt }) }
    return keyed(await run(desk.openSession(caller, input)))
  },
  executeSession: async ({ key, sessionId }) => {
    const once = await onceOf(key, ["executeSession", sessionId])
    return keyed(await run(desk.executeSession(caller, { key: once, sessionId })))
  },
})

const askIn = ({ ask, paymentId: _paymentId, ...beside }: AskOf): unknown => ask ?? beside

/** An empty key would be one key for all who forgot theirs. */
const onceOf = async (key: unknown, content: unknown): Promise<OnceKey> => {
  if (typeof key !== "string" || key === "" || key.length > LONGEST_KEY) throw Invalid.of([keyFault])
  return { door: DOOR, key, fingerprint: await fingerprintOf(content) }
}

const keyFault = {
  path: "/key",
  code: "idempotency_key_invalid",
  message: `expected a text of 1 to ${LONGEST_KEY} characters`,
}

const keyed = <A extends object, Current>({ answer, replayed }: Answered<A, Current>): Keyed<A, Current> => ({
  ...answer,
  replayed,
})

const page = ({ cursor, limit = PAGE }: Partial<Paging> = {}): Paging => ({
  limit,
  ...(cursor === undefined ? {} : { cursor }),
})

const streamed = (payments: AsyncIterable<unknown> | Iterable<unknown>): Stream.Stream<unknown, unknown> =>
  Symbol.asyncIterator in payments
    ? Stream.fromAsyncIterable(payments, (cause) => cause)
    : Stream.fromIterable(payments)

const proof = (desk: (typeof RefundDesk)["Service"]) =>
  Stream.runFold(
    desk.verify,
    () => ({ payments: 0, broken: [] as readonly Broken[] }),
    ({ broken, payments }, one) => ({ payments: payments + 1, broken: [...broken, ...one.broken] }),
  )
