/**
 * Answers as Dollr does: tokens, sessions that hold, executions that move, and a status to ask for.
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
import { Clock, Effect } from "effect"
import { execute, status } from "./facade/execute.ts"
import { obtainToken } from "./facade/obtainToken.ts"
import { openSession } from "./facade/openSession.ts"
import {
  absent,
  faultAt,
  inFlight,
  invalid,
  noAddress,
  notPermitted,
  notValidated,
  Said,
  tooOften,
  unavailable,
  wrongMethod,
} from "./facade/Said.ts"
import type { Asked, Operation, Wrong } from "./facade/tell.ts"
import { isToken, type Tokens, tokensUnder } from "./facade/token.ts"
import { VERSION } from "./Wire.ts"

/**
 * The facade over a desk. A client may send the key of a desk's API as it is, or the token it got for it.
 *
 * @example
 * ```ts
 * import { Awaiting, Gateways, RefundDesk, Signals, SteadyClock } from "@refund-rules/engine"
 * import { Doorkeeper } from "@refund-rules/provider-kit"
 * import { dollrFacade } from "@refund-rules/provider-dollr"
 * import { memoryDesk } from "@refund-rules/testing"
 * import { Effect, Layer } from "effect"
 *
 * const shut = Layer.succeed(Doorkeeper, { admit: () => Effect.sync(() => undefined) })
 * const desk = Layer.mergeAll(RefundDesk.layer(), Awaiting.layer).pipe(
 *   Layer.provideMerge([SteadyClock.layer, Signals.layer, Layer.succeed(Gateways, { of: () => undefined })]),
 *   Layer.provideMerge(memoryDesk().layer),
 * )
 * const facade = await Effect.runPromise(Effect.provide(dollrFacade({ waitMs: 0 }), Layer.merge(desk, shut)))
 * const call = { method: "POST", path: "/v1/sessions/refund", query: "", body: "{}" }
 * const wrong = { ...call, headers: { authorization: "Bearer nobody" } }
 *
 * ;(await Effect.runPromise(facade.respond(wrong))).status // => 401
 * ```
 *
 * @since 0.1.0
 */
export const dollrFacade = ({ tokenSecret, waitMs }: FacadeSettings) =>
  Effect.map(facadeServices, (services): Facade => {
    const around: Around = { services, tokens: tokensUnder(tokenSecret), waitMs }
    return {
      provider: "dollr",
      respond: (call) => respond(around, call),
      fail: (failure) => saidReply(failed(failure)),
    }
  })

interface Around {
  readonly services: FacadeServices
  readonly tokens: Tokens
  readonly waitMs: number
}

const respond = (around: Around, call: FacadeCall): Effect.Effect<FacadeReply> =>
  routed(around, call).pipe(
    Effect.map((body): FacadeReply => ({ status: 200, body, headers: {} })),
    Effect.catch((wrong) => Effect.succeed(saidReply(saidOf(wrong)))),
    Effect.catchDefect((defect) =>
      Effect.as(Effect.logError("the Dollr facade failed on a request", defect), saidReply(failed("crashed"))),
    ),
  )

const saidReply = ({ detail, headers = {}, status: code }: Said): FacadeReply => ({
  status: code,
  body: { detail },
  headers,
})

/** Who asks comes first, then whether what is asked for is there in this version, and only then what is asked. */
const routed = (around: Around, call: FacadeCall): Operation => {
  const [root, version = "", ...rest] = call.path.split("/")
  const route = root === "" ? routeOf(rest) : undefined
  if (route === undefined) return Effect.fail(noAddress)
  const { method, operation, scope } = route
  if (call.method !== method) return Effect.fail(wrongMethod(method))
  const wrongVersion = version === VERSION ? undefined : versionSaid
  if (scope === undefined) {
    return wrongVersion === undefined ? obtainToken(around.services, call, around.tokens) : Effect.fail(wrongVersion)
  }
  return Effect.flatMap(admitted(around, call), (asked): Operation => {
    if (wrongVersion !== undefined) return Effect.fail(wrongVersion)
    if (isAllowed(asked, scope)) return operation(asked)
    return Effect.fail(notPermitted(`This key does not have the scope ${scope}`))
  })
}

interface Route {
  readonly method: "GET" | "POST"
  /** Left out where nobody need be known yet. */
  readonly scope?: "read" | "refunds:write"
  readonly operation: (asked: Asked) => Operation
}

const routes: ReadonlyMap<string, Route> = new Map([
  ["jwt/client/obtain/token", { method: "POST", operation: () => Effect.fail(noAddress) }],
  ["sessions/refund", { method: "POST", scope: "refunds:write", operation: openSession }],
  ["executions/refund", { method: "POST", scope: "refunds:write", operation: execute }],
] satisfies readonly (readonly [string, Route])[])

const routeOf = (parts: readonly string[]): Route | undefined => {
  const [first, second, name = "", ...more] = parts
  if (first === "status" && second === "refund" && name !== "" && more.length === 0) {
    return { method: "GET", scope: "read", operation: (asked) => status(asked, decoded(name)) }
  }
  return routes.get(parts.join("/"))
}

const decoded = (name: string): string => {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

const versionSaid = invalid(faultAt(["path", "version"], "literal_error", `Input should be '${VERSION}'`))

const admitted = Effect.fnUntraced(function* (
  { services, tokens, waitMs }: Around,
  call: FacadeCall,
): Effect.fn.Return<Asked, Wrong> {
  const bearer = secretOf(headerOf(call, "authorization"))
  const now = yield* Clock.currentTimeMillis
  const isSealed = bearer !== undefined && isToken(bearer)
  const secret = isSealed ? yield* Effect.promise(() => tokens.open(bearer, now)) : bearer
  if (isSealed && secret === undefined) return yield* notValidated
  const visit = yield* visitWith(services, call, secret)
  switch (visit) {
    case "missing":
    case "wrong":
      return yield* notValidated
    case "too many":
      return yield* tooOften
  }
  return { ...visit, waitMs }
})

const saidOf = (wrong: Wrong): Said => {
  switch (wrong._tag) {
    case "Said":
      return wrong
    case "PaymentUntold":
    case "StoreUnavailable":
      return unavailable
    case "KeyInFlight":
      return inFlight
    case "KeyReused":
      return invalid(faultAt(["header", "idempotency-key"], "key_reused", "It stands for another request already"))
    case "NotFound":
      return absent(wrong.what === "payment" ? "Payment intent" : "Refund")
    case "PaymentNotFound":
      return absent("Payment intent")
    case "Conflict":
      return invalid(faultAt(["body"], wrong.code, wrong.message))
    case "Invalid":
      return invalid(...wrong.faults.map(({ code, message, path }) => faultAt(placeOf(path), code, message)))
  }
}

/** Where a fault of ours stands in Dollr's words. */
const placeOf = (path: string): readonly string[] => {
  switch (path) {
    case "/expiresAt":
      return ["body", "expires_at"]
    case "/amount":
      return ["body", "amount"]
    case "/note":
      return ["body", "reason"]
  }
  return ["body"]
}

const failed = (failure: FacadeFailure): Said => {
  switch (failure) {
    case "body too large":
      return new Said({ status: 413, detail: "The request body is too large" })
    case "body unreadable":
      return invalid(faultAt(["body"], "json_invalid", "JSON decode error"))
    case "header twice":
      return new Said({ status: 400, detail: "Authorization, Content-Type and Idempotency-Key may be sent once only" })
    case "not HTTP":
      return new Said({ status: 400, detail: "The request is no HTTP that can be read" })
    case "stopping":
      return unavailable
    case "crashed":
      return new Said({ status: 500, detail: "Internal Server Error" })
  }
}
