/** The webhooks of merchants: checked before they are kept, their secrets sealed and shown once. */
import { type Scope, type StoreUnavailable, WebhookBook, type WebhookKept } from "@refund-rules/engine"
import {
  changedBy,
  noSecrets,
  type Seal,
  sealOf,
  type Secrets,
  secretsIn,
  signingAt,
  textOf,
} from "@refund-rules/sealed-secrets"
import { Clock, Context, Effect, Layer, type Redacted } from "effect"
import { secretsKeys } from "../gateways/secretsKey.ts"
import type { Settings } from "../settings/table.ts"
import { post, type Posted } from "./post.ts"
import { checkedAddresses, nameServers } from "./resolve.ts"
import { newSecret } from "./signature.ts"
import { readTarget } from "./target.ts"

/** What a merchant asks for. */
export interface WebhookGiven {
  readonly url: string
  readonly events?: readonly string[]
}

type Made = Pick<WebhookKept, "createdAt" | "id"> & { readonly secret: Redacted.Redacted }

/** The way out to where webhooks are. */
export interface Outside {
  /** Why a URL may not be asked; undefined where it may. */
  readonly refusalOf: (url: string) => Effect.Effect<string | undefined>
  /** Sends a message; whatever happens is an ending. */
  readonly post: (url: string, headers: Readonly<Record<string, string>>, body: string) => Effect.Effect<Posted>
}

/** What whoever makes and sends webhooks shares. */
export class Webhooks extends Context.Service<
  Webhooks,
  Outside & {
    readonly make: (
      scope: Scope,
      id: string,
      given: WebhookGiven,
    ) => Effect.Effect<Made | "keyless" | "too many", StoreUnavailable>
    /** A new secret; what was signed with the one before is still signed with it for a day. Undefined where there is none such. */
    readonly rotate: (
      scope: Scope,
      id: string,
    ) => Effect.Effect<Redacted.Redacted | "keyless" | undefined, StoreUnavailable>
    /** What is signed with now; empty where no key of ours opens them. */
    readonly secretsOf: (scope: Scope, id: string, sealed: string) => Effect.Effect<readonly Redacted.Redacted[]>
  }
>()("@refund-rules/server/outgoing/Webhooks") {
  static readonly layer = (settings: WebhookSettings) => Webhooks.layerOver(settings, internet(settings))

  /** Over a way out of one's own. */
  static readonly layerOver = (settings: KeySettings, outside: Outside) =>
    Layer.effect(
      Webhooks,
      Effect.gen(function* () {
        const book = yield* WebhookBook
        const seal = sealOf(secretsKeys(settings))
        if (seal !== undefined) yield* resealed(book, seal)
        return Webhooks.of({
          ...outside,
          secretsOf: (scope, id, sealed) =>
            Effect.map(instant, (now) => signingAt(opened(seal, scope, id, sealed) ?? noSecrets, now)),
          ...making(book, seal),
        })
      }),
    )
}

type KeySettings = Pick<Settings, "databaseUrl" | "mode" | "secretsKey">
type WebhookSettings = KeySettings & Pick<Settings, "webhookAllow" | "webhookTimeoutMilliseconds">

/** To addresses that were checked just then. */
const internet = ({ webhookAllow: allowed, webhookTimeoutMilliseconds }: WebhookSettings): Outside => {
  const lookUp = nameServers()
  const posting = { allowed, lookUp, timeoutMilliseconds: webhookTimeoutMilliseconds }
  return {
    refusalOf: (url) =>
      Effect.promise(async () => {
        const target = readTarget(url, allowed)
        const found = "refused" in target ? target : await checkedAddresses(target, lookUp)
        return "refused" in found ? found.refused : undefined
      }),
    post: (url, headers, body) => Effect.promise((signal) => post(url, headers, body, { ...posting, signal })),
  }
}

const instant = Effect.map(Clock.currentTimeMillis, (now) => new Date(now).toISOString())

type Book = (typeof WebhookBook)["Service"]

/** As many addresses as a merchant may have in a mode. */
const AT_MOST = 20

const making = (book: Book, seal: Seal | undefined): Pick<(typeof Webhooks)["Service"], "make" | "rotate"> => ({
  make: Effect.fnUntraced(function* (scope, id, { events, url }) {
    if (seal === undefined) return "keyless"
    const [secret, createdAt] = [newSecret(), yield* instant]
    const sealed = seal.close(placeOf(scope, id), textOf(withSecret(noSecrets, secret, createdAt)))
    const webhook = { scope, id, url, sealed, createdAt, ...(events === undefined ? {} : { events }) }
    return (yield* book.add(webhook, AT_MOST)) ? { id, secret, createdAt } : "too many"
  }),
  rotate: Effect.fnUntraced(function* (scope, id) {
    if (seal === undefined) return "keyless"
    const [secret, at] = [newSecret(), yield* instant]
    const isThere = yield* book.reseal(scope, id, (sealed) => {
      const before = opened(seal, scope, id, sealed) ?? noSecrets
      return seal.close(placeOf(scope, id), textOf(withSecret(before, secret, at)))
    })
    return isThere ? secret : undefined
  }),
})

const withSecret = (before: Secrets, secret: Redacted.Redacted, at: string): Secrets =>
  changedBy(before, { credentials: {}, webhookSecrets: [secret] }, at)

/** What an older key sealed is sealed with the newest: once every process has it, the older one can go. */
const resealed = Effect.fnUntraced(function* (book: Book, seal: Seal) {
  const again = ({ id, scope }: WebhookKept) =>
    book.reseal(scope, id, (sealed) => {
      const secrets = opened(seal, scope, id, sealed)
      return secrets === undefined ? sealed : seal.close(placeOf(scope, id), textOf(secrets))
    })
  const old = (yield* book.webhooks()).filter(({ sealed }) => !seal.isCurrent(sealed))
  yield* Effect.forEach(old, again, { discard: true })
})

const opened = (seal: Seal | undefined, scope: Scope, id: string, sealed: string): Secrets | undefined => {
  const text = seal?.open(placeOf(scope, id), sealed)
  return text === undefined ? undefined : secretsIn(text)
}

const placeOf = ({ merchant, mode }: Scope, id: string): string => JSON.stringify(["webhook", merchant, mode, id])
