/** POST /v1/executions/refund and GET /v1/status/refund/{reference_id}: a session becomes a refund, and is asked after. */
import { onceOf, patiently, refundNamed, type Route, Said } from "@refund-rules/provider-kit"
import { Effect } from "effect"
import { executionOut, numberOfSession, referenceIn, referenceOf, refundIdOf, sessionIdOf } from "../mapping.ts"
import { bodyOf, reference, text } from "./body.ts"
import { absent, faultAt, invalid, says } from "./says.ts"
import { inVersion } from "./version.ts"

export const execute: Route = {
  method: "POST",
  path: "/*/executions/refund",
  scope: "refunds:write",
  operate: inVersion(({ call, caller, services, waitMs }) =>
    Effect.gen(function* () {
      const body = yield* bodyOf(call, { session_id: text, reference_id: reference })
      const id = sessionIdIn(body.session_id)
      const found = Effect.catchTag(services.desk.session(caller, id), "NotFound", () => Effect.undefined)
      const session = yield* found
      if (session?.provider !== "dollr") return yield* absent("Session")
      const refundId = refundIdOf(body.reference_id)
      const key = yield* onceOf("dollr", `reference ${body.reference_id}`, id)
      const executing = patiently(services.desk.executeSession(caller, { key, sessionId: id, refundId }), waitMs)
      const { replayed } = yield* Effect.catchTags(executing, {
        Conflict: ({ code, message }) =>
          Effect.fail(
            code === "key_limit_exceeded"
              ? new Said({ reply: says("above the key's limit") })
              : unusable("session_id", code, message),
          ),
        KeyReused: () =>
          Effect.fail(unusable("reference_id", "reference_used", "It stands for another session already")),
      })
      const refund = yield* replayed
        ? services.desk.refund(caller, refundId)
        : services.awaiting.settled(caller, refundId, waitMs / 1000)
      return { body: executionOut(refund, body.reference_id) }
    }),
  ),
}

const unusable = (part: string, type: string, msg: string): Said => invalid(faultAt(["body", part], type, msg))

/** A session of this door by its number, one of another door by its whole name; what is neither is nobody's. */
const sessionIdIn = (given: string): string => {
  if (given.startsWith("ses_")) return given
  const id = sessionIdOf(Number(given))
  return /^\d+$/.test(given) && numberOfSession(id) !== undefined ? id : ""
}

export const status: Route = {
  method: "GET",
  path: "/*/status/refund/*",
  scope: "read",
  operate: inVersion((stay) =>
    Effect.gen(function* () {
      const [, name = ""] = stay.names
      const given = referenceIn(name)
      // Refunds that came through another door go by the name they have at Dollr.
      const ours = given === undefined ? undefined : refundIdOf(given)
      const refund = yield* refundNamed(stay, "dollr", { ours, theirs: given ?? name })
      if (refund === undefined) return yield* absent("Refund")
      return { body: executionOut(refund, referenceOf(refund.id) ?? name) }
    }),
  ),
}
