/** Opens a merchant's gateway as a store keeps it: the same way for whoever asks a provider in the merchant's name. */
import type { Gateway, GatewayKept, Scope } from "@refund-rules/engine"
import type { Credential, Provider } from "@refund-rules/provider-kit"
import { Effect, Redacted } from "effect"
import type { Seal } from "./seal.ts"
import { type Secrets, secretsIn } from "./Secrets.ts"

/**
 * A merchant's gateway as it works here.
 *
 * @since 0.1.0
 */
export interface OpenedGateway {
  /** Undefined where no key of ours opens them. */
  readonly secrets: Secrets | undefined
  /** Undefined where something is missing that the provider wants to be shown. */
  readonly gateway: (typeof Gateway)["Service"] | undefined
}

/**
 * What the secrets of a merchant's gateway are sealed for.
 *
 * @example
 * ```ts
 * import { placeOf } from "@refund-rules/sealed-secrets"
 *
 * placeOf({ merchant: "shop", mode: "live" }, "stripe") // => '["shop","live","stripe"]'
 * ```
 *
 * @since 0.1.0
 */
export const placeOf = ({ merchant, mode }: Scope, provider: string): string =>
  JSON.stringify([merchant, mode, provider])

/**
 * The secrets of a gateway as it is kept; undefined where it has none, or none that this opens.
 *
 * @example
 * ```ts
 * import { noSecrets, placeOf, sealOf, secretsOf, textOf } from "@refund-rules/sealed-secrets"
 * import { Redacted } from "effect"
 *
 * const scope = { merchant: "shop", mode: "test" } as const
 * const seal = sealOf([Redacted.make("0f".repeat(32))])!
 * const sealed = seal.close(placeOf(scope, "stripe"), textOf(noSecrets))
 * const kept = { scope, provider: "stripe", sealed, changedAt: "2026-01-01T00:00:00.000Z", turn: 1 }
 * secretsOf(kept, seal) // => { credentials: {}, signing: [] }
 * secretsOf({ ...kept, provider: "dodo" }, seal) // => undefined
 * ```
 *
 * @since 0.1.0
 */
export const secretsOf = (kept: GatewayKept | undefined, seal: Seal | undefined): Secrets | undefined => {
  const text = kept?.sealed === undefined ? undefined : seal?.open(placeOf(kept.scope, kept.provider), kept.sealed)
  return text === undefined ? undefined : secretsIn(text)
}

/**
 * Opens a gateway to a provider that is known here, at its address of the mode unless the merchant named another.
 *
 * @since 0.1.0
 */
export const openKept = Effect.fnUntraced(function* (
  kept: GatewayKept,
  provider: Provider | undefined,
  { seal, timeoutMs }: { readonly seal: Seal | undefined; readonly timeoutMs: number },
) {
  const secrets = secretsOf(kept, seal)
  const url = kept.url ?? provider?.addresses?.[kept.scope.mode]
  const isComplete = provider?.credentials.every((credential) => secrets?.credentials[credential] !== undefined)
  const gateway =
    provider === undefined || secrets === undefined || url === undefined || isComplete !== true
      ? undefined
      : yield* provider.gateway({ url, timeoutMs, credentials: shown(secrets) })
  const opened: OpenedGateway = { secrets, gateway }
  return opened
})

const nothing = Redacted.make("")

const shown = ({
  credentials: { clientId, clientSecret, key },
}: Secrets): Readonly<Record<Credential, Redacted.Redacted>> => ({
  key: key ?? nothing,
  clientId: clientId ?? nothing,
  clientSecret: clientSecret ?? nothing,
})
