/** Registration: a payment is new, known with the same facts, or grown; and its money as it stands. */
import { evolve, handle, type Ledger, parsePayment, type Payment } from "@refund-rules/core"
import { Effect, Result, Stream } from "effect"
import { Conflict, type Invalid } from "../errors.ts"
import type { ProviderFact } from "../ports/Gateway.ts"
import type { Apart, Judge, ReferenceTaken, StoreUnavailable } from "../ports/LedgerStore.ts"
import type { Caller, RefundDeskShape } from "../RefundDeskShape.ts"
import { orNotFound } from "./answering.ts"
import { judgeEarlier, type Told } from "./judgeTruth.ts"
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
    function* (caller: Caller, json: unknown, earlier: readonly ProviderFact[] = []) {
      const { id, isNew, ledger } = yield* register(caller, json, earlier)
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
    function* (caller: Caller, json: unknown, earlier: readonly ProviderFact[] = []) {
      const payment = yield* readOr(parsePayment(json))
      const id = payment.id ?? (yield* knownOrNew(ports, caller, payment))
      const begun = earlier.length === 0 ? undefined : judgeEarlier(yield* toldBy(ports, caller, earlier))
      const parted = partedPayment({ ...payment, id })
      const beginning = keepingApart(parted.apart, begun)
      const { isNew, ledger } = yield* opened(ports, caller, parted.payment, payment.id !== undefined, beginning)
      const named = ledger.payment.id ?? id
      if (isNew) return { id: named, isNew, ledger }
      const { apart, payment: again } = partedPayment({ ...payment, id: named })
      const said = { ...(json as object), id: named, ...(apart === undefined ? {} : { customer: again.customer }) }
      const current = yield* grown(ports, caller, ledger, said, keepingApart(apart, begun))
      return { id: named, isNew, ledger: current }
    },
    Effect.catchTag(["NotFound", "OtherPolicy", "PaymentNotFound"], Effect.die),
  )

/** What is personal is written with the first of it that is chained. */
const keepingApart = (apart: Apart | undefined, judge: Judge<Ledger> | undefined): Judge<Ledger> | undefined =>
  apart === undefined
    ? judge
    : (ledger, past) => ({ ...(judge?.(ledger, past) ?? { events: [], answer: ledger }), apart })

/** The payment its references name already, or a new id. */
const knownOrNew = Effect.fnUntraced(function* (ports: Ports, { scope }: Caller, { provider, references }: Payment) {
  const known =
    Object.keys(references).length === 0 ? undefined : yield* ports.records.paymentNamed(scope, provider, references)
  return known ?? ports.newId("pay", yield* ports.clock.instant)
})

/** What a provider was just asked after, as it is judged. */
const toldBy = Effect.fnUntraced(function* (ports: Ports, { actor }: Caller, earlier: readonly ProviderFact[]) {
  const at = yield* ports.clock.instant
  return earlier.map((fact): Told => ({ ...fact, isFresh: true, at, adoptedId: ports.newId("ref", at), by: actor.id }))
})

/** Somebody else may register it between looking and opening: then it is known, unless it asks for an id of its own. */
const opened = Effect.fnUntraced(function* (
  ports: Ports,
  { scope }: Caller,
  payment: Payment & { readonly id: string },
  isOfItsOwn: boolean,
  beginning: Judge<Ledger> | undefined,
) {
  const opening = yield* Effect.result(ports.store.open(scope, payment, beginning))
  if (Result.isSuccess(opening)) return opening.success
  const { failure } = opening
  if (failure._tag !== "ReferenceTaken" || isOfItsOwn) return yield* failure
  return { ledger: yield* ports.store.read(scope, failure.paymentId), isNew: false }
})

/** A payment registered again: only where it says more is anything written, and who paid it is nothing more. */
const grown = Effect.fnUntraced(function* (
  ports: Ports,
  { actor, scope }: Caller,
  ledger: Ledger,
  json: { readonly id: string },
  beginning: Judge<Ledger> = (of) => ({ events: [], answer: of }),
) {
  const { id } = json
  const at = yield* ports.clock.instant
  const judge: Judge<Ledger> = (of, past) => {
    const grew = eventsOf(handle(of, { _tag: "GrowPayment", payment: json as never, at }), id)
    const began = beginning(grew.reduce(evolve, of), past)
    return { ...began, events: [...grew, ...began.events], by: actor.id }
  }
  const isSame = yield* stopping(Effect.sync(() => judge(ledger, {}).events.length === 0))
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
