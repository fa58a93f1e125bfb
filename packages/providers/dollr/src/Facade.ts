/**
 * Answers as Dollr does: tokens, sessions that hold, executions that move, and a status to ask for.
 *
 * @since 0.1.0
 */
import {
  type Facade,
  type FacadeCall,
  type FacadeReply,
  facadeServices,
  type FacadeServices,
  type FacadeSettings,
  facadeWith,
  headerOf,
  type Manners,
  secretOf,
} from "@refund-rules/provider-kit"
import { Clock, Effect } from "effect"
import { execute, status } from "./facade/execute.ts"
import { obtainToken } from "./facade/obtainToken.ts"
import { openSession } from "./facade/openSession.ts"
import { says, saysAllowed } from "./facade/says.ts"
import { isToken, type Tokens, tokensUnder } from "./facade/token.ts"
import { versionSaid } from "./facade/version.ts"
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
  Effect.gen(function* () {
    const services = yield* facadeServices
    const within = yield* facadeWith(manners, waitMs)
    const tokens = tokensUnder(tokenSecret)
    const facade: Facade = {
      ...within,
      respond: (call) => {
        const [, version, name] = /^\/([^/]+)\/(jwt\/client\/obtain\/token)$/.exec(call.path) ?? []
        return name === undefined
          ? Effect.flatMap(opened(tokens, call), within.respond)
          : obtaining(services, tokens, call, version === VERSION)
      },
    }
    return facade
  })

const manners: Manners = {
  provider: "dollr",
  secretIn: (call) => secretOf(headerOf(call, "authorization")),
  routes: [openSession, execute, status],
  says,
  saysAllowed,
}

/** A call with the key that its token stands for; a token that stands for none is no credential. */
const opened = Effect.fnUntraced(function* (tokens: Tokens, call: FacadeCall): Effect.fn.Return<FacadeCall> {
  const bearer = secretOf(headerOf(call, "authorization"))
  if (bearer === undefined || !isToken(bearer)) return call
  const now = yield* Clock.currentTimeMillis
  const secret = yield* Effect.promise(() => tokens.open(bearer, now))
  return { ...call, headers: { ...call.headers, authorization: secret === undefined ? undefined : `Bearer ${secret}` } }
})

/** The one address where nobody need be known yet. */
const obtaining = (
  services: FacadeServices,
  tokens: Tokens,
  call: FacadeCall,
  isOurVersion: boolean,
): Effect.Effect<FacadeReply> => {
  if (call.method !== "POST") return Effect.succeed(saysAllowed("POST"))
  if (!isOurVersion) return Effect.succeed(versionSaid.reply)
  return obtainToken(services, call, tokens).pipe(
    Effect.map((body): FacadeReply => ({ status: 200, body, headers: {} })),
    Effect.catch((wrong) => Effect.succeed(wrong._tag === "Said" ? wrong.reply : says("unavailable"))),
    Effect.catchDefect((defect) =>
      Effect.as(Effect.logError("the facade of dollr failed on a request", defect), says("crashed")),
    ),
  )
}
