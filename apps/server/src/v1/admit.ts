/** Lets a request in: who asks, whether they may, and whether not too often; nothing of its body is read before. */
import type { IncomingMessage } from "node:http"
import type { StoreUnavailable } from "@refund-rules/engine"
import { Effect } from "effect"
import type { Access, Holder } from "../access/Access.ts"
import type { Rates } from "../access/buckets.ts"
import { bearerOf } from "./headers.ts"
import { problem, type Problem } from "./Problem.ts"
import type { Route } from "./Route.ts"

/** What admission needs to know of the server. */
export interface Admission {
  readonly access: (typeof Access)["Service"]
  readonly mode: "test" | "live"
  readonly rates: Rates
}

/** The holder of the key a request carries, admitted to a route. */
export const admit = (
  { access, mode, rates }: Admission,
  request: IncomingMessage,
  route: Route,
): Effect.Effect<Holder, Problem | StoreUnavailable> => {
  const secret = bearerOf(request.headers)
  if (secret === undefined) return Effect.fail(unauthenticated)
  return Effect.flatMap(access.holder(secret), (holder) => {
    if (holder === undefined) return Effect.fail(unauthenticated)
    const fault = faultOf(holder, mode, route) ?? tooOften(holder, rates)
    return fault === undefined ? Effect.succeed(holder) : Effect.fail(fault)
  })
}

const unauthenticated = problem("unauthenticated", "expected `Authorization: Bearer` with a key that is valid", {
  headers: { "www-authenticate": 'Bearer realm="refund-rules"' },
})

const faultOf = ({ isRoot, scope, scopes }: Holder, mode: Admission["mode"], route: Route): Problem | undefined => {
  if (scope.mode !== mode) return problem("mode_mismatch", `this server is in ${mode} mode, the key is not`)
  if (route.scope === "root") {
    return isRoot ? undefined : problem("insufficient_scope", "only the root key may do this")
  }
  return scopes.includes(route.scope) || scopes.includes("admin")
    ? undefined
    : problem("insufficient_scope", `this needs a key with the scope \`${route.scope}\``)
}

const tooOften = ({ id, ratePerSecond }: Holder, rates: Rates): Problem | undefined => {
  if (ratePerSecond === undefined) return undefined
  const wait = rates(id, ratePerSecond, performance.now())
  if (wait === 0) return undefined
  return problem("rate_limited", `this key may ask ${ratePerSecond} times a second`, {
    headers: { "retry-after": `${wait}` },
  })
}
