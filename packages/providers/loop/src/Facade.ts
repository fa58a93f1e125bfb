/**
 * Answers as Loop does: refunds by charge and by payment, their list, and a payment.
 *
 * @since 0.1.0
 */
import {
  type Facade,
  type FacadeCall,
  type FacadeFailure,
  type FacadeReply,
  facadeServices,
  type FacadeServices,
  type FacadeSettings,
  headerOf,
  isAllowed,
  secretOf,
  visitWith,
} from "@refund-rules/provider-kit"
import { Effect } from "effect"
import type { Asked, Operation, Wrong } from "./facade/Asked.ts"
import { createByCharge, createByPayment } from "./facade/create.ts"
import { list, payment } from "./facade/read.ts"
import {
  absent,
  forbidden,
  invalid,
  noAddress,
  Said,
  tooOften,
  unauthorized,
  unavailable,
  wrongMethod,
} from "./facade/Said.ts"

/**
 * The facade over a desk. A client sends the key of a desk's API as its access token.
 *
 * @example
 * ```ts
 * import { Awaiting, Gateways, RefundDesk, Signals, SteadyClock } from "@refund-rules/engine"
 * import { Doorkeeper } from "@refund-rules/provider-kit"
 * import { loopFacade } from "@refund-rules/provider-loop"
 * import { memoryDesk } from "@refund-rules/testing"
 * import { Effect, Layer } from "effect"
 *
 * const shut = Layer.succeed(Doorkeeper, { admit: () => Effect.sync(() => undefined) })
 * const desk = Layer.mergeAll(RefundDesk.layer(), Awaiting.layer).pipe(
 *   Layer.provideMerge([SteadyClock.layer, Signals.layer, Layer.succeed(Gateways, { of: () => undefined })]),
 *   Layer.provideMerge(memoryDesk().layer),
 * )
 * const facade = await Effect.runPromise(Effect.provide(loopFacade({ waitMs: 0 }), Layer.merge(desk, shut)))
 * const call = { method: "GET", path: "/v1/admin/refunds", query: "", body: "" }
 * const wrong = { ...call, headers: { authorization: "Bearer nobody" } }
 *
 * ;(await Effect.runPromise(facade.respond(wrong))).status // => 401
 * ```
 *
 * @since 0.1.0
 */
export const loopFacade = ({ waitMs }: FacadeSettings) =>
  Effect.map(facadeServices, (services): Facade => ({
    provider: "loop",
    respond: (call) => respond(services, call, waitMs),
    fail: (failure) => saidReply(failed(failure)),
  }))

const respond = (services: FacadeServices, call: FacadeCall, waitMs: number): Effect.Effect<FacadeReply> =>
  routed(services, call, waitMs).pipe(
    Effect.map((told): FacadeReply => ({ ...told, headers: {} })),
    Effect.catch((wrong) => Effect.succeed(saidReply(saidOf(wrong)))),
    Effect.catchDefect((defect) =>
      Effect.as(Effect.logError("the Loop facade failed on a request", defect), saidReply(failed("crashed"))),
    ),
  )

const saidReply = ({ error, headers = {}, message, status }: Said): FacadeReply => ({
  status,
  body: { error, message },
  headers,
})

interface Route {
  readonly scope: "read" | "refunds:write"
  readonly operation: (asked: Asked) => Operation
}

const routes: ReadonlyMap<string, Readonly<Partial<Record<string, Route>>>> = new Map([
  [
    "/v1/admin/refunds",
    {
      GET: { scope: "read", operation: list },
      POST: { scope: "refunds:write", operation: createByCharge },
    },
  ],
  ["/v1/refunds", { POST: { scope: "refunds:write", operation: createByPayment } }],
] satisfies readonly (readonly [string, Readonly<Record<string, Route>>])[])

const routesAt = (path: string): Readonly<Partial<Record<string, Route>>> | undefined => {
  const [, name] = /^\/v1\/payments\/([^/]+)$/.exec(path) ?? []
  if (name === undefined) return routes.get(path)
  return { GET: { scope: "read", operation: (asked) => payment(asked, decoded(name)) } }
}

const decoded = (name: string): string => {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

const routed = (services: FacadeServices, call: FacadeCall, waitMs: number): Operation => {
  const found = routesAt(call.path)
  if (found === undefined) return Effect.fail(noAddress)
  const route = Object.hasOwn(found, call.method) ? found[call.method] : undefined
  if (route === undefined) return Effect.fail(wrongMethod(Object.keys(found).join(", ")))
  return Effect.flatMap(visitWith(services, call, secretOf(headerOf(call, "authorization"))), (visit): Operation => {
    switch (visit) {
      case "missing":
      case "wrong":
        return Effect.fail(unauthorized)
      case "too many":
        return Effect.fail(tooOften)
    }
    if (isAllowed(visit, route.scope)) return route.operation({ ...visit, waitMs })
    return Effect.fail(forbidden(`This token does not have the scope ${route.scope}`))
  })
}

const saidOf = (wrong: Wrong): Said => {
  switch (wrong._tag) {
    case "Said":
      return wrong
    case "KeyInFlight":
    case "PaymentUntold":
    case "StoreUnavailable":
      return unavailable
    case "KeyReused":
      return invalid("The Idempotency-Key stands for another request already", "idempotency_key_reused")
    case "NotFound":
    case "PaymentNotFound":
      return absent("payment")
    case "Conflict":
      return invalid(wrong.message, wrong.code)
    case "Invalid":
      return invalid(wrong.faults.map(({ message }) => message).join("; "))
  }
}

const failed = (failure: FacadeFailure): Said => {
  switch (failure) {
    case "body too large":
      return new Said({ status: 413, error: "body_too_large", message: "The request body is too large" })
    case "body unreadable":
      return invalid("The body must be a JSON object")
    case "header twice":
      return new Said({
        status: 400,
        error: "invalid_header",
        message: "Authorization, Content-Type and Idempotency-Key may be sent once only",
      })
    case "not HTTP":
      return new Said({ status: 400, error: "invalid_request", message: "The request is no HTTP that can be read" })
    case "stopping":
      return unavailable
    case "crashed":
      return new Said({ status: 500, error: "internal_error", message: "The request failed on our side" })
  }
}
