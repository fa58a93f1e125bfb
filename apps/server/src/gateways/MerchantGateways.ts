/** The gateways that merchants set for themselves: kept sealed, opened once, and looked at anew when any of them changed. */
import { GatewayBook, type GatewayKept, type Scope, type StoreUnavailable } from "@refund-rules/engine"
import {
  changedBy,
  noSecrets,
  openKept,
  type OpenedGateway,
  placeOf,
  type Seal,
  sealOf,
  type Secrets,
  type SecretsGiven,
  secretsOf,
  signingAt,
  textOf,
} from "@refund-rules/sealed-secrets"
import { Context, Effect, Layer, type Redacted } from "effect"
import { HttpClient } from "effect/http"
import { providers } from "../providers.ts"
import type { Settings } from "../settings/table.ts"
import { secretsKeys } from "./secretsKey.ts"

/** A merchant's gateway as it works here. */
export interface OwnGateway extends OpenedGateway {
  readonly kept: GatewayKept
}

/** Where a provider is, and what it wants to be shown; what is left out stays as it was. */
export interface GatewayChange extends SecretsGiven {
  readonly url?: string
}

/** Knows every merchant's own gateways. */
export class MerchantGateways extends Context.Service<
  MerchantGateways,
  {
    readonly of: (scope: Scope, provider: string) => OwnGateway | undefined
    readonly all: (scope: Scope) => readonly OwnGateway[]
    /** The secrets a webhook of the merchant may be signed with now. */
    readonly signing: (scope: Scope, provider: string) => readonly Redacted.Redacted[]
    /** Undefined where there is no key to seal with. */
    readonly change: (
      scope: Scope,
      provider: string,
      change: GatewayChange,
    ) => Effect.Effect<OwnGateway | undefined, StoreUnavailable>
    readonly remove: (scope: Scope, provider: string) => Effect.Effect<void, StoreUnavailable>
    /** Sees what other processes changed. */
    readonly refresh: Effect.Effect<void, StoreUnavailable>
  }
>()("@refund-rules/server/gateways/MerchantGateways") {
  static readonly layer = (
    settings: Pick<Settings, "databaseUrl" | "gatewayTimeoutMilliseconds" | "mode" | "pollMilliseconds" | "secretsKey">,
  ) =>
    Layer.effect(
      MerchantGateways,
      Effect.gen(function* () {
        const book = yield* GatewayBook
        const client = yield* HttpClient.HttpClient
        const seal = sealOf(secretsKeys(settings))
        const opening = (kept: GatewayKept) =>
          Effect.provideService(opened(kept, seal, settings.gatewayTimeoutMilliseconds), HttpClient.HttpClient, client)
        const known = registry(book, opening)
        const { resealed, ...changing } = changes(book, seal, known)
        yield* known.refresh
        yield* resealed
        const looking = Effect.catchCause(known.refresh, (cause) =>
          Effect.logWarning("the gateways of merchants could not be looked at anew", cause),
        )
        const pause = `${Math.max(1000, settings.pollMilliseconds)} millis` as const
        yield* Effect.forkScoped(Effect.forever(Effect.andThen(Effect.sleep(pause), looking)))
        return MerchantGateways.of({ ...known, ...changing })
      }),
    )
}

/** Whoever commits first may have the higher turn: those just before the last seen are looked at once more. */
const OVERLAP = 50

type Book = (typeof GatewayBook)["Service"]

/** What is known of the book, and how what changed in it becomes known. */
const registry = (book: Book, opening: (kept: GatewayKept) => Effect.Effect<OwnGateway>) => {
  const known = new Map<string, OwnGateway>()
  let seen = 0
  const take = Effect.fnUntraced(function* (kept: GatewayKept) {
    const place = placeOf(kept.scope, kept.provider)
    const own = known.get(place)
    seen = Math.max(seen, kept.turn)
    if (own !== undefined && own.kept.turn >= kept.turn) return own
    const fresh = yield* opening(kept)
    known.set(place, fresh)
    return fresh
  })
  const set = (): readonly OwnGateway[] => [...known.values()].filter(({ kept }) => kept.sealed !== undefined)
  const of = (scope: Scope, provider: string): OwnGateway | undefined => {
    const own = known.get(placeOf(scope, provider))
    return own?.kept.sealed === undefined ? undefined : own
  }
  return {
    take,
    set,
    of,
    all: (scope: Scope) =>
      set().filter(({ kept }) => kept.scope.merchant === scope.merchant && kept.scope.mode === scope.mode),
    signing: (scope: Scope, provider: string) =>
      signingAt(of(scope, provider)?.secrets ?? noSecrets, new Date().toISOString()),
    refresh: Effect.flatMap(
      Effect.suspend(() => book.changedAfter(Math.max(0, seen - OVERLAP))),
      (changed) => Effect.forEach(changed, take, { discard: true }),
    ),
  }
}

/** What changes the book; all of it becomes known here at once. */
const changes = (book: Book, seal: Seal | undefined, { set, take }: ReturnType<typeof registry>) => {
  const sealing =
    (place: string, by: Seal, change: (before: Secrets) => Secrets, url?: string) =>
    (before: GatewayKept | undefined) => {
      const sealed = by.close(place, textOf(change(secretsOf(before, by) ?? noSecrets)))
      const address = url ?? before?.url
      return { sealed, ...(address === undefined ? {} : { url: address }) }
    }
  return {
    change: Effect.fnUntraced(function* (scope: Scope, provider: string, { url, ...given }: GatewayChange) {
      if (seal === undefined) return undefined
      const at = new Date().toISOString()
      const change = sealing(placeOf(scope, provider), seal, (before) => changedBy(before, given, at), url)
      return yield* take(yield* book.change(scope, provider, at, change))
    }),
    remove: (scope: Scope, provider: string) =>
      Effect.asVoid(
        Effect.flatMap(
          book.change(scope, provider, new Date().toISOString(), () => undefined),
          take,
        ),
      ),
    /** What an older key sealed is sealed with the newest: once every process has it, the older one can go. */
    resealed: Effect.suspend(() => {
      if (seal === undefined) return Effect.void
      const old = set().filter(({ kept, secrets }) => secrets !== undefined && !seal.isCurrent(kept.sealed ?? ""))
      const again = ({ kept: { changedAt, provider, scope, turn } }: OwnGateway) => {
        const anew = sealing(placeOf(scope, provider), seal, (before) => before)
        // What somebody changed since then stays as they left it.
        const same = (before: GatewayKept | undefined) => (before?.turn === turn ? anew(before) : before)
        return Effect.flatMap(book.change(scope, provider, changedAt, same), take)
      }
      return Effect.forEach(old, again, { discard: true })
    }),
  }
}

const opened = Effect.fnUntraced(function* (kept: GatewayKept, seal: Seal | undefined, timeoutMs: number) {
  const { provider: name, scope, sealed } = kept
  const provider = providers.find((one) => one.provider.name === name)?.provider
  const { gateway, secrets } = yield* openKept(kept, provider, { seal, timeoutMs })
  if (sealed !== undefined && secrets === undefined)
    yield* Effect.logError(
      `no key of REFUND_RULES_SECRETS_KEY opens the secrets for ${name} of merchant \`${scope.merchant}\`: its refunds wait`,
    )
  const own: OwnGateway = { kept, secrets, gateway }
  return own
})
