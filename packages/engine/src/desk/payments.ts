/** Registration: a payment is new, known with the same facts, or grown; and its money as it stands. */
import { type Event, evolve, handle, type Ledger, parsePayment, type Payment } from "@refund-rules/core"
import { Effect, Result, Stream } from "effect"
import { Conflict, type Invalid } from "../errors.ts"
import type { Judge, ReferenceTaken, StoreUnavailable } from "../LedgerStore.ts"
import type { Caller, RefundDeskShape } from "../RefundDeskShape.ts"
import { orNotFound } from "./answering.ts"
import { partedPayment } from "./keptApart.ts"
import type { Ports } from "./Ports.ts"
import { joinOrphans } from "../inbox/applyNotice.ts"
import { spanned } from "./spanned.ts"
import { eventsOf, readOr, stopping } from "./stops.ts"
import { toldPayment, toldPayments } from "./told.ts"
import { paymentView } from "./views.ts"

export const payments = (
  ports: Ports,
): Pick<RefundDeskShape, "importPayments" | "payment" | "payments" | "registerPayment"> => {
  const register = registering(ports)
  const registerPayment = Effect.fnUntraced(
    function* (caller: Caller, json: unknown) {
      const { id, isNew, ledger } = yield* register(caller, json)
      // What was told of it before it was known. A payment's names never change, so later there is nothing to join.
      const joined = isNew ? yield* joinOrphans(ports, caller.scope, id, ledger.payment) : 0
      const current = joined === 0 ? ledger : yield* ports.store.read(caller.scope, id)
      const view = paymentView(current, id, yield* ports.clock.instant)
      return { payment: yield* toldPayment(ports, caller.scope, view), isNew }
    },
    Effect.catchTag("PaymentNotFound", Effect.die),
    spanned("registerPayment"),
  )
  return {
    registerPayment,
    importPayments: <E>(caller: Caller, json: Stream.Stream<unknown, E>) =>
      json.pipe(
        Stream.map((one, index) => ({ index, one })),
        Stream.rechunk(TOGETHER),
        Stream.chunks,
        Stream.mapEffect((chunk) => together(chunk, (one) => register(caller, one))),
        Stream.flatMap(Stream.fromIterable),
      ),
    payment: Effect.fnUntraced(function* (caller: Caller, id: string) {
      const ledger = yield* orNotFound(ports.store.read(caller.scope, id))
      return yield* toldPayment(ports, caller.scope, paymentView(ledger, id, yield* ports.clock.instant))
    }, spanned("payment")),
    payments: Effect.fn("RefundDesk.payments")(function* ({ scope }: Caller, filter, paging) {
      const page = yield* ports.records.payments(scope, filter, paging)
      return { ...page, items: yield* toldPayments(ports, scope, page.items) }
    }),
  }
}

/** Registers a payment; how its money stands is for whoever asks. */
const registering = (ports: Ports) =>
  Effect.fnUntraced(
    function* (caller: Caller, json: unknown) {
      const payment = yield* readOr(parsePayment(json))
      const id = payment.id ?? (yield* knownOrNew(ports, caller, payment))
      const { isNew, ledger } = yield* opened(ports, caller, payment, id)
      const named = ledger.payment.id ?? id
      const current = isNew ? ledger : yield* grown(ports, caller, ledger, { ...payment, id: named }, json)
      return { id: named, isNew, ledger: current }
    },
    Effect.catchTag(["NotFound", "OtherPolicy", "PaymentNotFound"], Effect.die),
  )

/** The payment its references name already, or a new id. */
const knownOrNew = Effect.fnUntraced(function* (ports: Ports, { scope }: Caller, { provider, references }: Payment) {
  const known =
    Object.keys(references).length === 0 ? undefined : yield* ports.records.paymentNamed(scope, provider, references)
  return known ?? ports.newId("pay", yield* ports.clock.instant)
})

/** Somebody else may register it between looking and opening: then it is known, unless it asks for an id of its own. */
const opened = Effect.fnUntraced(function* (ports: Ports, { scope }: Caller, payment: Payment, id: string) {
  const parted = partedPayment({ ...payment, id })
  const opening = yield* Effect.result(ports.store.open(scope, parted.payment, parted.apart))
  if (Result.isSuccess(opening)) return opening.success
  const { failure } = opening
  if (failure._tag !== "ReferenceTaken" || payment.id !== undefined) return yield* failure
  return { ledger: yield* ports.store.read(scope, failure.paymentId), isNew: false }
})

/** A payment registered again: only where it says more is anything written, and who paid it is nothing more. */
const grown = Effect.fnUntraced(function* (
  ports: Ports,
  { actor, scope }: Caller,
  ledger: Ledger,
  said: Payment & { readonly id: string },
  json: unknown,
) {
  const at = yield* ports.clock.instant
  const { id } = said
  const { apart, payment: parted } = partedPayment(said)
  const payment = { ...(json as object), id, ...(apart === undefined ? {} : { customer: parted.customer }) } as never
  const growing = (of: Ledger): readonly Event[] => eventsOf(handle(of, { _tag: "GrowPayment", payment, at }), id)
  const judge: Judge<Ledger> = (of) => {
    const events = growing(of)
    return { events, answer: events.reduce(evolve, of), by: actor.id, ...(apart === undefined ? {} : { apart }) }
  }
  const isSame = yield* stopping(Effect.sync(() => growing(ledger).length === 0))
  return isSame ? ledger : yield* stopping(ports.store.change(scope, id, judge))
})

/** Payments that are imported at once, so that they can share a commit. */
const TOGETHER = 256

type Imported = Stream.Success<ReturnType<RefundDeskShape["importPayments"]>>

/** Those that may be the same payment one after the other, all others at once; the answers in the order given. */
const together = Effect.fnUntraced(function* (
  chunk: readonly { readonly index: number; readonly one: unknown }[],
  register: (
    json: unknown,
  ) => Effect.Effect<
    { readonly id: string; readonly isNew: boolean },
    Conflict | Invalid | ReferenceTaken | StoreUnavailable
  >,
) {
  const groups = Map.groupBy(chunk, ({ index, one }) => identityOf(one) ?? index)
  const registerOne = ({ index, one }: (typeof chunk)[number]) =>
    register(one).pipe(
      Effect.map(({ id, isNew }): Imported => ({ index, paymentId: id, isNew })),
      Effect.catchTag(["Conflict", "Invalid"], (error) => Effect.succeed<Imported>({ index, error })),
      Effect.catchTag("ReferenceTaken", ({ paymentId }) =>
        Effect.succeed<Imported>({ index, error: taken(paymentId) }),
      ),
    )
  const registered = yield* Effect.forEach(
    groups.values(),
    (group) => {
      const [first, ...others] = group
      return others.length === 0 && first !== undefined
        ? Effect.map(registerOne(first), (one): readonly Imported[] => [one])
        : Effect.forEach(group, registerOne)
    },
    { concurrency: "unbounded" },
  )
  return registered.flat().toSorted((a, b) => a.index - b.index)
})

const taken = (paymentId: string): Conflict =>
  new Conflict({
    code: "payment_conflict",
    message: `its references name payment \`${paymentId}\` already`,
    retry: "never",
  })

const identityOf = (json: unknown): string | undefined => {
  const { id, provider, references } = (json ?? {}) as Readonly<Record<string, unknown>>
  if (typeof references === "object" && references !== null && Object.keys(references).length > 0)
    return JSON.stringify([provider, references])
  return typeof id === "string" ? JSON.stringify(id) : undefined
}
