/** The desk's answers to asks: priced and decided, and with a request held. */
import { type Ledger, parseAsk, parseMetadata } from "@refund-rules/core"
import { Effect } from "effect"
import type { Past } from "../ports/LedgerStore.ts"
import type { Caller, RefundDeskShape } from "../RefundDeskShape.ts"
import { answered, notFound, orNotFound, withRules } from "./answering.ts"
import { type Asking, decideOn } from "./decideOn.ts"
import { judgeRequest } from "./judgeRequest.ts"
import { partedAsk } from "./keptApart.ts"
import { lookingFor } from "./perDay.ts"
import type { Ports } from "./Ports.ts"
import type { Rulebook } from "./Rulebook.ts"
import { spanned } from "./spanned.ts"
import { readOr, stopping } from "./stops.ts"
import { toldRefund } from "./told.ts"
import { refundView } from "./views.ts"

export type Input<Method extends "quote" | "request" | "openSession" | "executeSession"> = Parameters<
  RefundDeskShape[Method]
>[1]

export const requests = (ports: Ports): Pick<RefundDeskShape, "quote" | "request"> => ({
  quote: Effect.fnUntraced(
    function* (caller: Caller, input: Input<"quote">) {
      const { asking } = yield* readAsking(ports, caller, input.ask, "quote")
      const { decision } = yield* orNotFound(
        withRules(ports, caller.scope, (rulebook) =>
          looked(ports, caller, input.paymentId, rulebook, asking, (ledger, past) =>
            decideOn(ledger, past, { ...asking, rulebook }),
          ),
        ),
      )
      return { quote: decision.quote, decision }
    },
    Effect.catchTag(["OtherPolicy", "Conflict"], Effect.die),
    spanned("quote"),
  ),

  request: Effect.fnUntraced(
    function* (caller: Caller, input: Input<"request">) {
      const { key, paymentId, repeats } = input
      const at = yield* ports.clock.instant
      const refundId = ports.newId("ref", at)
      const { apart, asking } = yield* readAsking(ports, caller, input.ask, refundId)
      const metadata =
        input.metadata === undefined ? undefined : yield* readOr(parseMetadata(input.metadata), "/metadata")
      const once = yield* orNotFound(
        withRules(ports, caller.scope, (rulebook) => {
          const given = { paymentId, refundId, metadata, apart, repeats }
          const judge = judgeRequest({ ...asking, ...given, rulebook })
          const looking = lookingFor({ ...asking, rulebook })
          return stopping(ports.store.changeOnce(caller.scope, key, paymentId, judge, looking))
        }),
      )
      if (once._tag === "Done" && once.answer._tag === "Accepted") ports.signals.errand()
      const { answer, replayed } = yield* answered(key, once, (id) => currentRefund(ports, caller, id))
      switch (answer._tag) {
        case "Refused":
          return { answer, replayed }
        case "Current":
          return { answer: { ...answer, value: yield* toldRefund(ports, caller.scope, answer.value) }, replayed }
        case "Accepted":
        case "Review":
          return { answer: { ...answer, refund: yield* toldRefund(ports, caller.scope, answer.refund) }, replayed }
      }
    },
    Effect.catchTag("OtherPolicy", Effect.die),
    spanned("request"),
  ),
})

/**
 * An ask read and dated, with all of its facts but the rules. Its note is not among them: `subject`, what the ask is to
 * become, names where it is kept.
 */
export const readAsking = Effect.fnUntraced(function* (
  ports: Ports,
  { actor, scope }: Caller,
  json: unknown,
  subject: string,
) {
  const { apart, ask } = partedAsk(yield* readOr(parseAsk(json)), subject)
  const at = yield* ports.clock.instant
  const capabilities = (provider: string) => ports.gateways.of(scope, provider)?.capabilities ?? {}
  const asking: Omit<Asking, "rulebook"> = {
    ask,
    at,
    requestedBy: actor.id,
    atMost: actor.atMost,
    atMostPerDay: actor.atMostPerDay,
    capabilities,
    evaluators: ports.settings.evaluators,
    stopwatch: ports.settings.stopwatch,
  }
  return { asking, apart }
})

/** Looks at a ledger without changing it; only what looks at other payments needs the guard. */
const looked = <A>(
  ports: Ports,
  { scope }: Caller,
  paymentId: string,
  rulebook: Rulebook,
  { at, requestedBy }: Omit<Asking, "rulebook">,
  look: (ledger: Ledger, past: Past) => A,
) => {
  const looking = rulebook.looking(at, requestedBy)
  if (looking === undefined)
    return stopping(Effect.map(ports.store.read(scope, paymentId), (ledger) => look(ledger, {})))
  const judge = (ledger: Ledger, past: Past) => ({ events: [], answer: look(ledger, past) })
  return stopping(ports.store.change(scope, paymentId, judge, looking))
}

/** A refund as it stands now. */
export const currentRefund = Effect.fnUntraced(function* (ports: Ports, { scope }: Caller, refundId: string) {
  const record = yield* ports.records.refund(scope, refundId)
  if (record === undefined) return yield* notFound("refund", refundId)
  return yield* toldRefund(ports, scope, refundView(record))
})
