/** The frame of a facade: lets a request in, finds its operation, and answers in the provider's words whatever happens. */
import type {
  Conflict,
  Invalid,
  KeyInFlight,
  KeyReused,
  KeyScope,
  NotFound,
  PaymentNotFound,
  StoreUnavailable,
} from "@refund-rules/engine"
import { Data, Effect } from "effect"
import type { Facade, FacadeCall, FacadeFailure, FacadeReply } from "./Facade.ts"
import type { PaymentUntold } from "./paymentNamed.ts"
import { type FacadeServices, facadeServices, headerOf, isAllowed, type Visit, visitWith } from "./Visit.ts"

/**
 * An answer that is not what was asked for, as it is written.
 *
 * @since 0.1.0
 */
export class Said extends Data.TaggedError("Said")<{ readonly reply: FacadeReply }> {}

/**
 * What can keep any facade from what was asked for, whoever the provider is.
 *
 * @since 0.1.0
 */
export type Trouble =
  | FacadeFailure
  | "no key"
  | "wrong key"
  | "too often"
  | "above the key's limit"
  | "malformed idempotency key"
  | "idempotency key reused"
  | "idempotency key in use"
  | "no such address"
  | "no such thing"
  | "unavailable"
  | { readonly lacks: KeyScope }
  | { readonly contradiction: string }

/**
 * Everything an operation may fail with.
 *
 * @since 0.1.0
 */
export type Wrong =
  | Said
  | Conflict
  | Invalid
  | KeyInFlight
  | KeyReused
  | NotFound
  | PaymentNotFound
  | PaymentUntold
  | StoreUnavailable

/**
 * What an operation answers; 200 unless it says otherwise.
 *
 * @since 0.1.0
 */
export interface Told {
  readonly body: unknown
  readonly status?: number
}

/**
 * A visit to one address of a facade.
 *
 * @since 0.1.0
 */
export interface Stay extends Visit {
  /** What the client repeats so that a change happens once; undefined where it sent nothing. */
  readonly key: string | undefined
  /** The parts of the path that stand for something, in their order. */
  readonly names: readonly string[]
  /** How long an answer waits for the provider. */
  readonly waitMs: number
}

/**
 * One thing a facade does: where, who may, and what.
 *
 * @since 0.1.0
 */
export interface Route {
  readonly method: "GET" | "POST"
  /** `*` stands for one part of the path. */
  readonly path: string
  readonly scope: KeyScope
  readonly operate: (stay: Stay) => Effect.Effect<Told, Wrong>
}

/**
 * What makes one provider's facade.
 *
 * @since 0.1.0
 */
export interface Manners {
  readonly provider: string
  /** The secret a request carries. */
  readonly secretIn: (call: FacadeCall) => string | undefined
  readonly routes: readonly Route[]
  /** Total: every trouble has an answer in the provider's own shape. */
  readonly says: (trouble: Trouble) => FacadeReply
  /** What is said where another method is answered; left out, that there is no such address. */
  readonly saysAllowed?: (allow: string) => FacadeReply
  /** Headers of every answer. */
  readonly headersOf?: (call: FacadeCall) => Readonly<Record<string, string>>
}

/**
 * A facade with the manners given.
 *
 * @example
 * ```ts
 * import { Awaiting, Gateways, RefundDesk, Signals, SteadyClock } from "@refund-rules/engine"
 * import { Doorkeeper, facadeWith } from "@refund-rules/provider-kit"
 * import { memoryDesk } from "@refund-rules/testing"
 * import { Effect, Layer } from "effect"
 *
 * const shut = Layer.succeed(Doorkeeper, { admit: () => Effect.sync(() => undefined) })
 * const desk = Layer.mergeAll(RefundDesk.layer(), Awaiting.layer).pipe(
 *   Layer.provideMerge([SteadyClock.layer, Signals.layer, Layer.succeed(Gateways, { of: () => undefined })]),
 *   Layer.provideMerge(memoryDesk().layer),
 * )
 * const says = (trouble: unknown) => ({ status: 400, body: { trouble }, headers: {} })
 * const manners = { provider: "ours", secretIn: () => "key", routes: [], says }
 * const facade = await Effect.runPromise(Effect.provide(facadeWith(manners, 0), Layer.merge(desk, shut)))
 * const call = { method: "GET", path: "/", query: "", headers: {}, body: "" }
 *
 * ;(await Effect.runPromise(facade.respond(call))).body // => { trouble: "wrong key" }
 * ```
 *
 * @since 0.1.0
 */
export const facadeWith = (manners: Manners, waitMs: number) =>
  Effect.map(facadeServices, (services): Facade => ({
    provider: manners.provider,
    respond: (call) => respond(manners, services, call, waitMs),
    fail: (failure) => manners.says(failure),
  }))

const respond = (
  manners: Manners,
  services: FacadeServices,
  call: FacadeCall,
  waitMs: number,
): Effect.Effect<FacadeReply> =>
  answering(manners, services, call, waitMs).pipe(
    Effect.map(({ body, status = 200 }): FacadeReply => ({ status, body, headers: {} })),
    Effect.catch((wrong) => Effect.succeed(replyOf(manners, wrong))),
    Effect.catchDefect((defect) =>
      Effect.as(
        Effect.logError(`the facade of ${manners.provider} failed on a request`, defect),
        manners.says("crashed"),
      ),
    ),
    Effect.map((reply) => ({ ...reply, headers: { ...manners.headersOf?.(call), ...reply.headers } })),
  )

const answering = Effect.fnUntraced(function* (
  { routes, says, saysAllowed, secretIn }: Manners,
  services: FacadeServices,
  call: FacadeCall,
  waitMs: number,
): Effect.fn.Return<Told, Wrong> {
  const stop = (trouble: Trouble) => new Said({ reply: says(trouble) })
  const visit = yield* visitWith(services, call, secretIn(call))
  if (visit === "missing") return yield* stop("no key")
  if (visit === "wrong") return yield* stop("wrong key")
  if (visit === "too many") return yield* stop("too often")
  const key = call.method === "POST" ? headerOf(call, "idempotency-key") : undefined
  if (key !== undefined && !/^[\x20-\x7e]{1,255}$/.test(key)) return yield* stop("malformed idempotency key")
  for (const route of routes) {
    const names = route.method === call.method ? namesIn(route.path, call.path) : undefined
    if (names === undefined) continue
    if (!isAllowed(visit, route.scope)) return yield* stop({ lacks: route.scope })
    return yield* route.operate({ ...visit, key, names, waitMs })
  }
  const allowed = routes.filter(({ path }) => namesIn(path, call.path) !== undefined).map(({ method }) => method)
  if (saysAllowed === undefined || allowed.length === 0) return yield* stop("no such address")
  return yield* new Said({ reply: saysAllowed(allowed.join(", ")) })
})

/** What the stars of a path stand for; undefined where it is another path. */
const namesIn = (pattern: string, path: string): readonly string[] | undefined => {
  const wanted = pattern.split("/")
  const parts = path.split("/")
  if (parts.length !== wanted.length) return undefined
  const names: string[] = []
  for (const [index, part] of parts.entries()) {
    if (wanted[index] !== "*") {
      if (wanted[index] !== part) return undefined
      continue
    }
    const name = decoded(part)
    if (name === undefined || name === "") return undefined
    names.push(name)
  }
  return names
}

const decoded = (part: string): string | undefined => {
  try {
    const name = decodeURIComponent(part)
    return name.includes("\0") ? undefined : name
  } catch {
    return undefined
  }
}

const replyOf = ({ says }: Manners, wrong: Wrong): FacadeReply => {
  switch (wrong._tag) {
    case "Said":
      return wrong.reply
    case "StoreUnavailable":
    case "PaymentUntold":
      return says("unavailable")
    case "NotFound":
    case "PaymentNotFound":
      return says("no such thing")
    case "KeyInFlight":
      return says("idempotency key in use")
    case "KeyReused":
      return says("idempotency key reused")
    case "Conflict":
      return says({ contradiction: wrong.message })
    case "Invalid":
      return says({ contradiction: wrong.faults.map(({ message }) => message).join("; ") })
  }
}
