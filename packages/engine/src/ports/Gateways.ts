/**
 * Which gateway speaks to a provider, for a merchant in a mode.
 *
 * @since 0.1.0
 */
import { Context } from "effect"
import type { Gateway } from "./Gateway.ts"
import type { Scope } from "./Scope.ts"

/**
 * Finds gateways; none means that refunds of that provider wait, and say so.
 *
 * @since 0.1.0
 */
export class Gateways extends Context.Service<
  Gateways,
  { readonly of: (scope: Scope, provider: string) => (typeof Gateway)["Service"] | undefined }
>()("@refund-rules/engine/Gateways") {}
