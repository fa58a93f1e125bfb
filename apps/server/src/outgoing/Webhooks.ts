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
import { Context, Effect, Layer, type Redacted } from "effect"
import { secretsKeys } from "../gateways/secretsKey.ts"
import type { Settings } from "../settings/table.ts"
import type { Posting } from "./post.ts"
import { checkedAddresses, nameServers } from "./resolve.ts"
import { newSecret } from "./signature.ts"
import { readTarget } from "./target.ts"

/** What a merchant asks for. */
export interface WebhookGiven {
  readonly url: string
  readonly events?: readonly string[]
}

type Made = Pick<WebhookKept, "createdAt" | "id"> & { readonly secret: Redacted.Redacted }

/** What whoever makes and sends webhooks shares. */
export class Webhooks extends Context.Service<
  Webhooks,
  {
    /** Why a URL may not be asked; undefined where it may. */
    readonly refusalOf: (url: string) => Effect.Effect<string | undefined>
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
    readonly secretsOf: (scope: Scope, id: string, sealed: string) => readonly Redacted.Redacted[]
    readonly posting: Posting
  }
>()("@refund-rules/server/outgoing/Webhooks") {
  static readonly layer = (settings: WebhookSettings) =>
    Layer.effect(
      Webhooks,
      Effect.gen(function* () {
        const book = yield* WebhookBook
        const seal = sealOf(secretsKeys(settings))
        const lookUp = nameServers()
        const posting = {
          allowed: settings.webhookAllow,
          lookUp,
          timeoutMilliseconds: settings.webhookTimeoutMilliseconds,
        }
        if (seal !== undefined) yield* resealed(book, seal)
        return Webhooks.of({
          posting,
          refusalOf: (url) =>
            Effect.promise(async () => {
              const target = readTarget(url, posting.allowed)
              const found = "refused" in target ? target : await checkedAddresses(target, lookUp)
              return "refused" in found ? found.refused : undefined
            }),
          secretsOf: (scope, id, sealed) =>
            signingAt(opened(seal, scope, id, sealed) ?? noSecrets, new Date().toISOString()),
          ...making(book, seal),
        })
      }),
    )
}

type WebhookSettings = Pick<
  Settings,
  "databaseUrl" | "mode" | "secretsKey" | "webhookAllow" | "webhookTimeoutMilliseconds"
>

type Book = (typeof WebhookBook)["Service"]

/** As many addresses as a merchant may have in a mode. */
const AT_MOST = 20

const making = (book: Book, seal: Seal | undefined): Pick<(typeof Webhooks)["Service"], "make" | "rotate"> => ({
  make: Effect.fnUntraced(function* (scope, id, { events, url }) {
    if (seal === undefined) return "keyless"
    const [secret, createdAt] = [newSecret(), new Date().toISOString()]
    const sealed = seal.close(placeOf(scope, id), textOf(withSecret(noSecrets, secret, createdAt)))
    const webhook = { scope, id, url, sealed, createdAt, ...(events === undefined ? {} : { events }) }
    return (yield* book.add(webhook, AT_MOST)) ? { id, secret, createdAt } : "too many"
  }),
  rotate: Effect.fnUntraced(function* (scope, id) {
    if (seal === undefined) return "keyless"
    const secret = newSecret()
    const isThere = yield* book.reseal(scope, id, (sealed) => {
      const before = opened(seal, scope, id, sealed) ?? noSecrets
      return seal.close(placeOf(scope, id), textOf(withSecret(before, secret, new Date().toISOString())))
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
