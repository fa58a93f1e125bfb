/**
 * Answers as Stripe does: create, retrieve, list, update and cancel of refunds, for unchanged Stripe clients.
 *
 * @since 0.1.0
 */
import { Awaiting, Gateways, type KeyScope, LedgerStore, PolicyBook, Records, RefundDesk } from "@refund-rules/engine"
import {
  Doorkeeper,
  type Facade,
  type FacadeCall,
  type FacadeFailure,
  type FacadeReply,
  secretOf,
} from "@refund-rules/provider-kit"
import { Effect } from "effect"
import { cancel, update } from "./facade/change.ts"
import { create } from "./facade/create.ts"
import { list, retrieve } from "./facade/read.ts"
import { randomRequestId, requestIdOf } from "./facade/replay.ts"
import {
  bodyOf,
  invalid,
  missingKey,
  notPermitted,
  Said,
  tooOften,
  unavailable,
  unknownUrl,
  wrongKey,
} from "./facade/Said.ts"
import type { Operation, Services, Told, Visit, Wrong } from "./facade/Visit.ts"
import { VERSION } from "./Wire.ts"

/**
 * How the facade answers.
 *
 * @since 0.1.0
 */
export interface StripeFacadeSettings {
  /** How long an answer waits for the provider; 2000 unless set. */
  readonly waitMs?: number
}

/**
 * The facade over a desk. A client sends the key of a desk's API as Stripe's secret key; what it may do there it may do here.
 *
 * @example
 * ```ts
 * import { Awaiting, Gateways, RefundDesk, Signals, SteadyClock } from "@refund-rules/engine"
 * import { Doorkeeper } from "@refund-rules/provider-kit"
 * import { stripeFacade } from "@refund-rules/provider-stripe"
 * import { memoryDesk } from "@refund-rules/testing"
 * import { Effect, Layer } from "effect"
 *
 * const shut = Layer.succeed(Doorkeeper, { admit: () => Effect.sync(() => undefined) })
 * const desk = Layer.mergeAll(RefundDesk.layer(), Awaiting.layer).pipe(
 *   Layer.provideMerge([SteadyClock.layer, Signals.layer, Layer.succeed(Gateways, { of: () => undefined })]),
 *   Layer.provideMerge(memoryDesk().layer),
 * )
 * const facade = await Effect.runPromise(Effect.provide(stripeFacade(), Layer.merge(desk, shut)))
 * const call = { method: "GET", path: "/v1/refunds", query: "", body: "" }
 * const wrong = { ...call, headers: { authorization: "Bearer sk_nobody" } }
 *
 * ;(await Effect.runPromise(facade.respond(wrong))).status // => 401
 * ```
 *
 * @since 0.1.0
 */
export const stripeFacade = ({ waitMs = 2000 }: StripeFacadeSettings = {}) =>
  Effect.gen(function* () {
    const services: Services = {
      awaiting: yield* Awaiting,
      desk: yield* RefundDesk,
      doorkeeper: yield* Doorkeeper,
      gateways: yield* Gateways,
      policies: yield* PolicyBook,
      records: yield* Records,
      store: yield* LedgerStore,
      waitMs,
    }
    const facade: Facade = {
      provider: "stripe",
      respond: (call) => respond(services, call),
      fail: (failure) => saidReply(failed(failure), {}),
    }
    return facade
  })

const respond = (services: Services, call: FacadeCall): Effect.Effect<FacadeReply> => {
  const common = commonHeaders(call)
  return Effect.gen(function* () {
    const visit = yield* admitted(services, call)
    const told = yield* operate(visit)
    return reply(told, { ...common, "request-id": requestIdOf(visit) })
  }).pipe(
    Effect.catch((wrong) => Effect.succeed(saidReply(saidOf(wrong), common))),
    Effect.catchDefect((defect) =>
      Effect.as(Effect.logError("the Stripe facade failed on a request", defect), saidReply(failed("crashed"), common)),
    ),
  )
}

const one = (header: string | readonly string[] | undefined): string | undefined =>
  typeof header === "string" ? header : undefined

const commonHeaders = ({ headers, method }: FacadeCall): Readonly<Record<string, string>> => {
  const version = one(headers["stripe-version"])
  const key = one(headers["idempotency-key"])
  return {
    "stripe-version": version !== undefined && /^[\w.-]{1,64}$/.test(version) ? version : VERSION,
    ...(method === "POST" && key !== undefined && isKey(key) ? { "idempotency-key": key } : {}),
  }
}

const isKey = (key: string): boolean => /^[\x20-\x7e]{1,255}$/.test(key)

const reply = ({ body, headers }: Told, common: Readonly<Record<string, string>>): FacadeReply => ({
  status: 200,
  body,
  headers: { ...common, ...headers },
})

const saidReply = (said: Said, common: Readonly<Record<string, string>>): FacadeReply => ({
  status: said.status,
  body: bodyOf(said),
  headers: { "stripe-version": VERSION, "request-id": randomRequestId(), ...common, ...said.headers },
})

const saidOf = (wrong: Wrong): Said => {
  switch (wrong._tag) {
    case "Said":
      return wrong
    case "StoreUnavailable":
    case "PaymentUntold":
      return unavailable
    case "NotFound":
    case "PaymentNotFound":
      return new Said({
        status: 404,
        type: "invalid_request_error",
        code: "resource_missing",
        message: "No such object",
      })
    case "Conflict":
      return invalid(wrong.message)
    case "Invalid":
      return invalid(wrong.faults.map(({ message }) => message).join("; "))
  }
}

const failed = (failure: FacadeFailure): Said => {
  switch (failure) {
    case "body too large":
      return new Said({ status: 413, type: "invalid_request_error", message: "The request body is too large" })
    case "body unreadable":
      return invalid("The request body could not be read")
    case "header twice":
      return invalid("Authorization, Content-Type and Idempotency-Key may be sent once only")
    case "not HTTP":
      return invalid("The request is no HTTP that can be read")
    case "stopping":
      return unavailable
    case "crashed":
      return new Said({
        status: 500,
        type: "api_error",
        message: "An error occurred on our side: send the request again with the same key",
      })
  }
}

const admitted = Effect.fnUntraced(function* (services: Services, call: FacadeCall): Effect.fn.Return<Visit, Wrong> {
  const secret = secretOf(one(call.headers["authorization"]))
  if (secret === undefined) return yield* missingKey
  const holder = yield* services.doorkeeper.admit(secret)
  if (holder === undefined) return yield* wrongKey
  if (holder === "too many") return yield* tooOften
  const given = call.method === "POST" ? one(call.headers["idempotency-key"]) : undefined
  if (given !== undefined && !isKey(given)) {
    return yield* invalid("Idempotency-Key must be 1 to 255 visible characters")
  }
  return { call, caller: holder.caller, admitted: holder, key: given, services }
})

const operate = (visit: Visit): Operation => {
  const { call } = visit
  const [root, version, what, id, verb, ...more] = call.path.split("/")
  if (root !== "" || version !== "v1" || what !== "refunds" || more.length > 0 || id === "") return unknown(call)
  const name = nameOf(id)
  if (name === undefined) return unknown(call)
  if (call.method === "GET" && verb === undefined) {
    return permitted(visit, "read", id === undefined ? list(visit) : retrieve(visit, name))
  }
  if (call.method !== "POST" || (verb !== undefined && verb !== "cancel")) return unknown(call)
  const fault = mediaFault(call)
  if (fault !== undefined) return Effect.fail(fault)
  if (id === undefined) return permitted(visit, "refunds:write", create(visit))
  return permitted(visit, "refunds:write", verb === "cancel" ? cancel(visit, name) : update(visit, name))
}

const unknown = ({ method, path }: FacadeCall): Operation => Effect.fail(unknownUrl(method, path))

const nameOf = (id = ""): string | undefined => {
  try {
    const name = decodeURIComponent(id)
    return name.includes("\0") ? undefined : name
  } catch {
    return undefined
  }
}

const permitted = ({ admitted: { scopes } }: Visit, scope: KeyScope, operation: Operation): Operation =>
  scopes.includes(scope) || scopes.includes("admin")
    ? operation
    : Effect.fail(notPermitted(`The provided key does not have the scope ${scope}`))

/** A body that says nothing needs no type; any other is a form. */
const mediaFault = ({ body, headers }: FacadeCall): Said | undefined => {
  const [type = ""] = (one(headers["content-type"]) ?? "").split(";")
  if (body === "" || type.trim().toLowerCase() === "application/x-www-form-urlencoded") return undefined
  return invalid("Invalid request (check that your POST content type is application/x-www-form-urlencoded)")
}
