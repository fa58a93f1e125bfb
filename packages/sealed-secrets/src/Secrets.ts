/** The secrets of one gateway: what is shown to the provider, and what its webhooks are signed with. */
import type { Credential } from "@refund-rules/provider-kit"
import { Option, Redacted, Schema } from "effect"

/**
 * A secret of webhooks; with an end it is one that was replaced.
 *
 * @since 0.1.0
 */
export interface Signing {
  readonly secret: Redacted.Redacted
  readonly until?: string
}

/**
 * As they are used. They are never shown, and their text is only ever written sealed.
 *
 * @since 0.1.0
 */
export interface Secrets {
  readonly credentials: Readonly<Partial<Record<Credential, Redacted.Redacted>>>
  readonly signing: readonly Signing[]
}

/**
 * What is set; what is left out stays as it was.
 *
 * @since 0.1.0
 */
export interface SecretsGiven {
  readonly credentials: Secrets["credentials"]
  readonly webhookSecrets?: readonly Redacted.Redacted[]
}

/**
 * Nothing was set yet.
 *
 * @since 0.1.0
 */
export const noSecrets: Secrets = { credentials: {}, signing: [] }

/** How long a webhook secret is still good after it was replaced: providers sign with both for as long. */
const OVERLAP_MILLISECONDS = 24 * 3_600_000

/**
 * The secrets after a change: replaced secrets of webhooks stay good for a day.
 *
 * @example
 * ```ts
 * import { changedBy, noSecrets, signingAt } from "@refund-rules/sealed-secrets"
 * import { Redacted } from "effect"
 *
 * const set = (secret: string) => ({ credentials: {}, webhookSecrets: [Redacted.make(secret)] })
 * const first = changedBy(noSecrets, set("first"), "2026-01-01T00:00:00.000Z")
 * const second = changedBy(first, set("second"), "2026-01-02T00:00:00.000Z")
 * signingAt(second, "2026-01-02T12:00:00.000Z").length // => 2
 * signingAt(second, "2026-01-03T00:00:00.000Z").length // => 1
 * ```
 *
 * @since 0.1.0
 */
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

/**
 * The secrets a webhook may be signed with at an instant.
 *
 * @example
 * ```ts
 * import { changedBy, noSecrets, signingAt } from "@refund-rules/sealed-secrets"
 * import { Redacted } from "effect"
 *
 * const given = { credentials: {}, webhookSecrets: [Redacted.make("whsec_1")] }
 * const secrets = changedBy(noSecrets, given, "2026-01-01T00:00:00.000Z")
 * signingAt(secrets, "2026-01-01T00:00:00.000Z").map(Redacted.value) // => ["whsec_1"]
 * ```
 *
 * @since 0.1.0
 */
export const signingAt = ({ signing }: Secrets, at: string): readonly Redacted.Redacted[] =>
  signing.filter(({ until }) => until === undefined || at < until).map(({ secret }) => secret)

const Written = Schema.Struct({
  credentials: Schema.Record(Schema.Literals(["key", "clientId", "clientSecret"]), Schema.optionalKey(Schema.String)),
  signing: Schema.Array(Schema.Struct({ secret: Schema.String, until: Schema.optionalKey(Schema.String) })),
})

const read = Schema.decodeUnknownOption(Schema.fromJsonString(Written))

/**
 * As text, to be sealed at once.
 *
 * @example
 * ```ts
 * import { noSecrets, textOf } from "@refund-rules/sealed-secrets"
 *
 * textOf(noSecrets) // => '{"credentials":{},"signing":[]}'
 * ```
 *
 * @since 0.1.0
 */
export const textOf = ({ credentials, signing }: Secrets): string =>
  JSON.stringify({
    credentials: Object.fromEntries(Object.entries(credentials).map(([name, one]) => [name, Redacted.value(one)])),
    signing: signing.map(({ secret, ...end }) => ({ secret: Redacted.value(secret), ...end })),
  })

/**
 * What a text says; undefined where it is none of ours.
 *
 * @example
 * ```ts
 * import { noSecrets, secretsIn, textOf } from "@refund-rules/sealed-secrets"
 *
 * secretsIn(textOf(noSecrets)) // => { credentials: {}, signing: [] }
 * secretsIn("something else") // => undefined
 * ```
 *
 * @since 0.1.0
 */
export const secretsIn = (text: string): Secrets | undefined =>
  Option.getOrUndefined(
    Option.map(read(text), ({ credentials, signing }) => ({
      credentials: Object.fromEntries(
        Object.entries(credentials).map(([name, one]) => [name, Redacted.make(one as string)]),
      ),
      signing: signing.map(({ secret, ...end }) => ({ secret: Redacted.make(secret), ...end })),
    })),
  )
