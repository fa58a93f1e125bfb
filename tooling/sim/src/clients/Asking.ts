/** Says something to an instance and holds its answer to what was answered before; nobody is there to hear a dead one. */
import type {
  Caller,
  Conflict,
  Invalid,
  KeyInFlight,
  KeyReused,
  NotFound,
  StoreUnavailable,
} from "@refund-rules/engine"
import { Cause, type Effect, Exit } from "effect"
import type { Doors } from "../service/Doors.ts"
import type { Instance } from "../service/Instance.ts"
import { OPERATOR } from "../service/steps.ts"
import type { World } from "../World.ts"
import type { Shop, Wish } from "./Shop.ts"

type Failure = Conflict | Invalid | KeyInFlight | KeyReused | NotFound | StoreUnavailable | { readonly _tag: string }

export interface Asking {
  /** Says it to one that is there; answers false where none is. */
  readonly ask: <A>(
    say: (doors: Doors) => Effect.Effect<A, Failure>,
    onAnswer: (answer: A) => void,
    onFailure?: (failure: Failure) => void,
  ) => boolean
  /** Asks what a key stands for; `onEnd` tells whether there was an answer at all. */
  readonly wish: (wish: Wish, onEnd?: (isAnswered: boolean) => void) => boolean
}

export const asking = (world: World, instances: readonly Instance[], shop: Shop): Asking => {
  const { chance, timeline, trace } = world
  const ask: Asking["ask"] = (say, onAnswer, onFailure = () => undefined) => {
    const there = instances.filter((one) => one.doors() !== undefined)
    if (there.length === 0) return false
    const chosen = chance.oneOf(there)
    chosen.run(say(chosen.doors()!), (exit) => {
      if (Exit.isSuccess(exit)) return onAnswer(exit.value)
      const failure = failureOf(exit.cause)
      if (failure === undefined) trace.broken("nothing breaks", Cause.pretty(exit.cause))
      else onFailure(failure)
    })
    return true
  }
  const heard = (wish: Wish, answer: string, refundId: string | undefined): void => {
    trace.step(timeline.now(), "answered", wish.key, () => answer)
    if (wish.answer !== undefined && wish.answer !== answer)
      trace.broken("one key, one answer", `${wish.key} was answered ${wish.answer}, and then ${answer}`)
    const isNew = wish.answer === undefined && refundId !== undefined
    wish.answer = answer
    if (!isNew) return
    wish.refundId = refundId
    shop.refunds.push({ payment: wish.payment, id: refundId })
  }
  const wish: Asking["wish"] = (one, onEnd = () => undefined) =>
    ask(
      ({ desk }): Effect.Effect<Told, Failure> => {
        const { ask: wanted, key, payment } = one
        const once = { door: "native", key, fingerprint: JSON.stringify(wanted) }
        return wanted._tag === "Request"
          ? desk.request(payment.caller, { key: once, paymentId: payment.id, ask: { amount: wanted.amount } })
          : desk.executeSession(payment.caller, { key: once, sessionId: wanted.sessionId })
      },
      ({ answer }) => {
        const refundId = "refund" in answer ? answer.refund.id : undefined
        heard(one, `${answer._tag} ${refundId ?? ("code" in answer ? answer.code : "")}`, refundId)
        onEnd(true)
      },
      (failure) => {
        if (failure._tag === "KeyReused") trace.broken("one key, one answer", `${one.key} is told as reused`)
        if (failure._tag === "Conflict") heard(one, `Conflict ${(failure as Conflict).code}`, undefined)
        onEnd(failure._tag !== "StoreUnavailable" && failure._tag !== "KeyInFlight")
      },
    )
  return { ask, wish }
}

type Told = {
  readonly answer:
    | { readonly _tag: "Accepted" | "Review"; readonly refund: { readonly id: string } }
    | { readonly _tag: "Refused"; readonly code: string }
    | { readonly _tag: "Current"; readonly value: { readonly id: string } }
}

const failureOf = (cause: Cause.Cause<Failure>): Failure | undefined => {
  const failed = cause.reasons.find((reason) => reason._tag === "Fail")
  return failed?._tag === "Fail" ? failed.error : undefined
}

export const operatorOf = (caller: Caller): Caller => ({ ...caller, actor: { id: OPERATOR, roles: ["lead"] } })
