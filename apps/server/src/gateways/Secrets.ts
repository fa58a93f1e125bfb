/** The secrets of one gateway: what is shown to the provider, and what its webhooks are signed with. */
import type { Credential } from "@refund-rules/provider-kit"
import { Option, Redacted, Schema } from "effect"

/** A secret of webhooks; with an end it is one that was replaced. */
interface Signing {
  readonly secret: Redacted.Redacted
  readonly until?: string
}

/** As they are used. They are never shown, and their text is only ever written sealed. */
export interface Secrets {
  readonly credentials: Readonly<Partial<Record<Credential, Redacted.Redacted>>>
  readonly signing: readonly Signing[]
}

/** What is set; what is left out stays as it was. */
export interface SecretsGiven {
  readonly credentials: Secrets["credentials"]
  readonly webhookSecrets?: readonly Redacted.Redacted[]
}

export const noSecrets: Secrets = { credentials: {}, signing: [] }

/** How long a webhook secret is still good after it was replaced: providers sign with both for as long. */
const OVERLAP_MILLISECONDS = 24 * 3_600_000

/** The secrets after a change: replaced secrets of webhooks stay good for a day. */
export const changedBy = (before: Secrets, { credentials, webhookSecrets }: SecretsGiven, at: string): Secrets => {
  const merged = { ...before.credentials, ...credentials }
  if (webhookSecrets === undefined) return { credentials: merged, signing: before.signing }
  const now = new Set(webhookSecrets.map((secret) => Redacted.value(secret)))
  const until = new Date(Date.parse(at) + OVERLAP_MILLISECONDS).toISOString()
  const replaced = before.signing
    .filter(({ secret, until: end }) => !now.has(Redacted.value(secret)) && (end === undefined || at < end))
    .map(({ secret, until: end = until }) => ({ secret, until: end }))
  return { credentials: merged, signing: [...webhookSecrets.map((secret) => ({ secret })), ...replaced] }
}

/** The secrets a webhook may be signed with at an instant. */
export const signingAt = ({ signing }: Secrets, at: string): readonly Redacted.Redacted[] =>
  signing.filter(({ until }) => until === undefined || at < until).map(({ secret }) => secret)

const Written = Schema.Struct({
  credentials: Schema.Record(Schema.Literals(["key", "clientId", "clientSecret"]), Schema.optionalKey(Schema.String)),
  signing: Schema.Array(Schema.Struct({ secret: Schema.String, until: Schema.optionalKey(Schema.String) })),
})

const read = Schema.decodeUnknownOption(Schema.fromJsonString(Written))

/** As text, to be sealed at once. */
export const textOf = ({ credentials, signing }: Secrets): string =>
  JSON.stringify({
    credentials: Object.fromEntries(Object.entries(credentials).map(([name, one]) => [name, Redacted.value(one)])),
    signing: signing.map(({ secret, ...end }) => ({ secret: Redacted.value(secret), ...end })),
  })

/** What a text says; undefined where it is none of ours. */
export const secretsIn = (text: string): Secrets | undefined =>
  Option.getOrUndefined(
    Option.map(read(text), ({ credentials, signing }) => ({
      credentials: Object.fromEntries(
        Object.entries(credentials).map(([name, one]) => [name, Redacted.make(one as string)]),
      ),
      signing: signing.map(({ secret, ...end }) => ({ secret: Redacted.make(secret), ...end })),
    })),
  )
