/** POST /v1/jwt/client/obtain/token: a key by its id and its secret for a token that is good for an hour. */
import { type FacadeCall, type FacadeServices, Said, type Wrong } from "@refund-rules/provider-kit"
import { Clock, Effect } from "effect"
import { bodyOf, text } from "./body.ts"
import { says } from "./says.ts"
import { MINUTES, type Tokens } from "./token.ts"

export const obtainToken = Effect.fnUntraced(function* (
  { doorkeeper }: FacadeServices,
  call: FacadeCall,
  tokens: Tokens,
): Effect.fn.Return<object, Wrong> {
  const { client_id: id, client_secret: secret } = yield* bodyOf(call, { client_id: text, client_secret: text })
  const admitted = yield* doorkeeper.admit(secret)
  if (admitted === "too many") return yield* new Said({ reply: says("too often") })
  // The right secret under another name opens nothing either.
  if (admitted?.keyId !== id) return yield* new Said({ reply: says("wrong key") })
  const now = yield* Clock.currentTimeMillis
  const token = yield* Effect.promise(() => tokens.seal(secret, now))
  return { access_token: token, expires_in: MINUTES }
})
