/** POST /v1/executions/refund and GET /v1/status/refund/{reference_id}: a session becomes a refund, and is asked after. */
import type { NotFound, RefundView, StoreUnavailable } from "@refund-rules/engine"
import { onceOf, patiently } from "@refund-rules/provider-kit"
import { Effect, Option } from "effect"
import { executionOut, numberOfSession, referenceIn, referenceOf, refundIdOf, sessionIdOf } from "../mapping.ts"
import { bodyOf, reference, text } from "./body.ts"
import { absent, faultAt, invalid, notPermitted, type Said } from "./Said.ts"
import type { Asked, Operation } from "./tell.ts"

export const execute = (asked: Asked): Operation =>
  Effect.gen(function* () {
    const { admitted, call, caller, services, waitMs } = asked
    const body = yield* bodyOf(call, { session_id: text, reference_id: reference })
    const id = sessionIdIn(body.session_id)
    const session = id === undefined ? undefined : yield* known(services.desk.session(caller, id))
    if (id === undefined || session?.provider !== "dollr") return yield* absent("Session")
    if (admitted.maxAmount !== undefined && session.amount > admitted.maxAmount) {
      return yield* notPermitted("This key may not ask for a refund of this amount")
    }
    const refundId = refundIdOf(body.reference_id)
    const key = yield* onceOf("dollr", `reference ${body.reference_id}`, id)
    const executing = patiently(services.desk.executeSession(caller, { key, sessionId: id, refundId }), waitMs)
    const { replayed } = yield* Effect.catchTags(executing, {
      Conflict: ({ code, message }) => Effect.fail(unusable("session_id", code, message)),
      KeyReused: () => Effect.fail(unusable("reference_id", "reference_used", "It stands for another session already")),
    })
    const refund = yield* replayed
      ? services.desk.refund(caller, refundId)
      : services.awaiting.settled(caller, refundId, waitMs / 1000)
    return executionOut(refund, body.reference_id)
  })

const unusable = (part: string, type: string, msg: string): Said => invalid(faultAt(["body", part], type, msg))

/** A session of this door by its number, one of another door by its whole name. */
const sessionIdIn = (text: string): string | undefined => {
  if (text.startsWith("ses_")) return text
  const id = sessionIdOf(Number(text))
  return /^\d+$/.test(text) && numberOfSession(id) !== undefined ? id : undefined
}

const known = <A>(
  looking: Effect.Effect<A, NotFound | StoreUnavailable>,
): Effect.Effect<A | undefined, StoreUnavailable> => Effect.catchTag(looking, "NotFound", () => Effect.undefined)

export const status = ({ caller, services: { desk } }: Asked, name: string): Operation =>
  Effect.gen(function* () {
    const given = referenceIn(name)
    const ours = given === undefined ? undefined : yield* known(desk.refund(caller, refundIdOf(given)))
    if (ours?.provider === "dollr") return executionOut(ours, given ?? name)
    // Refunds that came through another door go by the name they have at Dollr.
    const { items } = yield* desk.refunds(caller, { provider: "dollr", providerRefundId: given ?? name }, { limit: 1 })
    const found = Option.fromNullishOr(items[0])
    return Option.isSome(found) ? executionOut(found.value, shownReference(found.value, name)) : yield* absent("Refund")
  })

const shownReference = ({ id }: RefundView, name: string): string => referenceOf(id) ?? name
