/** POST /v1/refunds/{id} and /v1/refunds/{id}/cancel: metadata that merges, and refunds that wait for the payer. */
import type { RefundView, Sending } from "@refund-rules/engine"
import { answerOnce, fingerprintOf } from "@refund-rules/provider-kit"
import { Effect } from "effect"
import { KEPT_EMAIL } from "../mapping.ts"
import type { RefundObject } from "../Wire.ts"
import { contentOf } from "./create.ts"
import { expandFault } from "./expanded.ts"
import { keyFirst } from "./keyFirst.ts"
import { metadata, readParameters, texts } from "./parameters.ts"
import { refundNamed, shown } from "./read.ts"
import { replayHeaders } from "./replay.ts"
import { invalid, keyInUse, keyReused, Said, unavailable } from "./Said.ts"
import type { Operation, Visit, Wrong } from "./Visit.ts"

/** What is kept under a key: an answer, or a refusal that stays one. */
type Kept =
  | { readonly body: RefundObject }
  | {
      readonly refused: {
        readonly status: number
        readonly code?: string
        readonly message: string
        readonly param?: string
      }
    }

/** Runs a change of a refund once per key. */
const once = (
  visit: Visit,
  refund: RefundView,
  given: object,
  change: Effect.Effect<RefundObject, Wrong>,
): Operation => {
  const { caller, key, services } = visit
  if (key === undefined) return Effect.map(change, (body) => ({ body }))
  const kept = change.pipe(
    Effect.map((body): Kept => ({ body })),
    Effect.catchTag("Said", ({ code, message, param, status }) =>
      status >= 500 || status === 409
        ? Effect.fail(new Said({ status, type: "api_error", message, headers: { "stripe-should-retry": "true" } }))
        : Effect.succeed<Kept>({
            refused: {
              status,
              message,
              ...(code === undefined ? {} : { code }),
              ...(param === undefined ? {} : { param }),
            },
          }),
    ),
  )
  return Effect.gen(function* () {
    const fingerprint = yield* fingerprintFor(visit, given)
    const answered = yield* answerOnce(
      services.store,
      caller.scope,
      { door: "stripe", key, fingerprint },
      refund.paymentId,
      kept,
    )
    switch (answered._tag) {
      case "InFlight":
        return yield* keyInUse
      case "Reused":
        return yield* keyReused
      case "Answered": {
        const { answer, replayed } = answered
        const headers = replayed ? replayHeaders(visit) : {}
        if ("refused" in answer) return yield* new Said({ type: "invalid_request_error", headers, ...answer.refused })
        return { body: answer.body, headers }
      }
    }
  })
}

const object = (visit: Visit, refund: RefundView, paths: readonly string[]): Effect.Effect<RefundObject, Wrong> =>
  Effect.map(shown(visit, [refund], paths), ([only]) => only!)

const fingerprintFor = ({ call }: Visit, given: object): Effect.Effect<string> =>
  Effect.promise(() => fingerprintOf(contentOf(call.method, call.path, given)))

/** The refund that is to be changed. */
const meant = Effect.fnUntraced(function* (
  visit: Visit,
  id: string,
  given: object,
  expand: readonly string[],
): Effect.fn.Return<RefundView, Wrong> {
  const fault = expandFault(expand)
  const found = fault === undefined ? refundNamed(visit, id) : Effect.fail(fault)
  return yield* keyFirst(visit, yield* fingerprintFor(visit, given), found)
})

export const update = (visit: Visit, id: string): Operation =>
  Effect.gen(function* () {
    const { caller, services } = visit
    const given = yield* keyFirst(visit, "", readParameters(visit.call.body, { metadata, expand: texts }))
    const { expand = [], metadata: change } = given
    const refund = yield* meant(visit, id, given, expand)
    const changed =
      change === undefined
        ? Effect.succeed(refund)
        : services.desk.setMetadata(caller, refund.id, changeOf(refund, change))
    return yield* once(
      visit,
      refund,
      given,
      Effect.flatMap(changed, (after) => object(visit, after, expand)),
    )
  })

/** Everything is unset but what is no metadata to a Stripe client. */
const changeOf = ({ metadata: now }: RefundView, change: "" | Readonly<Record<string, string>>) => {
  if (change !== "" || now[KEPT_EMAIL] === undefined) return change
  return Object.fromEntries(Object.keys(now).flatMap((name) => (name === KEPT_EMAIL ? [] : [[name, ""]])))
}

export const cancel = (visit: Visit, id: string): Operation =>
  Effect.gen(function* () {
    const given = yield* keyFirst(visit, "", readParameters(visit.call.body, { expand: texts }))
    const { expand = [] } = given
    const refund = yield* meant(visit, id, given, expand)
    const canceled = Effect.flatMap(canceledAtProvider(visit, refund.id), (after) => object(visit, after, expand))
    return yield* once(visit, refund, given, canceled)
  })

/** Only what waits for the payer can be canceled, and only the provider can do it: its word is recorded. */
const canceledAtProvider = Effect.fnUntraced(function* (
  { caller, services: { desk, gateways, store } }: Visit,
  refundId: string,
): Effect.fn.Return<RefundView, Wrong> {
  const { paymentId, status } = yield* desk.refund(caller, refundId)
  const gateway = gateways.of(caller.scope, "stripe")
  if (status !== "requires_action" || gateway?.cancel === undefined) {
    return yield* invalid(`A refund with the status ${status} cannot be canceled.`)
  }
  const { payment, refunds } = yield* store.read(caller.scope, paymentId)
  const refund = refunds.find((each) => each.id === refundId)!
  const sending: Sending = { payment, refund, key: `rr_${refundId}_cancel`, attempt: 2 }
  const outcome = yield* gateway.cancel(sending)
  switch (outcome._tag) {
    case "Acknowledged":
      return yield* desk.recordFact(caller, { paymentId, refundId, ...outcome.fact })
    case "Refused":
      return yield* invalid("The refund can no longer be canceled.")
    case "NotSent":
    case "NotNow":
    case "Unknown":
    case "Misconfigured":
      return yield* unavailable
  }
})
