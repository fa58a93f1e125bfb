/** The settings of gateways, `GATEWAY_<PROVIDER>_…`: where each provider is asked, and by what it is known to be it. */
import type { Credential } from "@refund-rules/provider-kit"
import { Config, Option, Redacted } from "effect"
import { providers } from "../providers.ts"
import { absent, named, Secret, secret, Secrets, Url } from "./kinds.ts"
import type { Setting } from "./Setting.ts"

/** What the settings say of one provider's gateway, which is merchant `default`'s. */
export interface GatewayGiven {
  readonly url: Option.Option<string>
  readonly credentials: Readonly<Record<Credential, Option.Option<Redacted.Redacted>>>
  /** Several while they are being changed. */
  readonly webhookSecrets: readonly Redacted.Redacted[]
}

/** By the name of the provider. */
export type GatewaysGiven = ReadonlyMap<string, GatewayGiven>

/** How settings call what a provider wants to be shown. */
export const words: Readonly<Record<Credential, string>> = {
  key: "KEY",
  clientId: "CLIENT_ID",
  clientSecret: "CLIENT_SECRET",
}

/** The setting of a provider, by what it is for. */
export const nameOf = (provider: string, word: string): string => named(`GATEWAY_${provider.toUpperCase()}_${word}`)

const tableOf = ({ credentials, name, webhook }: (typeof providers)[number]["provider"]) => {
  const of = (word: string): string => `GATEWAY_${name.toUpperCase()}_${word}`
  // A password may stand in it, although it must not: what was found is not shown.
  const url = {
    ...absent(
      of("URL"),
      `the URL of ${name}, or of what speaks its wire: an address and a path, and nothing else`,
      Config.schema(Url, nameOf(name, "URL")),
    ),
    secret: true,
  }
  const shown = (credential: Credential) =>
    credentials.includes(credential)
      ? secret(
          of(words[credential]),
          `${name}'s ${credential}, 8 to 255 visible characters`,
          Config.schema(Secret, nameOf(name, words[credential])),
        )
      : undefined
  const secrets =
    webhook === undefined
      ? undefined
      : secret(
          of("WEBHOOK_SECRET"),
          `the secrets of ${name}'s webhooks, separated by commas`,
          Config.schema(Secrets, nameOf(name, "WEBHOOK_SECRET")),
        )
  return { url, key: shown("key"), clientId: shown("clientId"), clientSecret: shown("clientSecret"), secrets }
}

const tables = new Map(providers.map(({ provider }) => [provider.name, tableOf(provider)]))

/** All of them, by a key that says of which provider and what for. */
export const gatewayTable: Readonly<Record<string, Setting<Option.Option<unknown>>>> = Object.fromEntries(
  [...tables].flatMap(([name, table]) =>
    Object.entries(table).flatMap(([what, setting]) => (setting === undefined ? [] : [[`${name} ${what}`, setting]])),
  ),
)

/** What was read of them, put together by provider. */
export const gatewaysIn = (values: Readonly<Record<string, unknown>>): GatewaysGiven =>
  new Map(
    [...tables.keys()].map((name) => {
      // Each value was parsed by the setting of its own key; what has no setting was not given.
      const read = <A>(what: string) => (values[`${name} ${what}`] ?? Option.none()) as Option.Option<A>
      const credential = (what: Credential) => read<Redacted.Redacted>(what)
      const given: GatewayGiven = {
        url: read("url"),
        credentials: {
          key: credential("key"),
          clientId: credential("clientId"),
          clientSecret: credential("clientSecret"),
        },
        webhookSecrets: secretsIn(read("secrets")),
      }
      return [name, given]
    }),
  )

const secretsIn = (setting: Option.Option<Redacted.Redacted>): readonly Redacted.Redacted[] =>
  Option.match(setting, {
    onNone: () => [],
    onSome: (secrets) =>
      Redacted.value(secrets)
        .split(",")
        .map((secret) => Redacted.make(secret)),
  })
