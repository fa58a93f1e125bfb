/** POST /v1/jwt/client/obtain/token: a key by its id and its secret for a token that is good for an hour. */
import type { FacadeCall, FacadeServices } from "@refund-rules/provider-kit"
import { Clock, Effect } from "effect"
import { bodyOf, text } from "./body.ts"
import { notValidated, tooOften } from "./Said.ts"
import type { Operation } from "./tell.ts"
import { MINUTES, type Tokens } from "./token.ts"

export const obtainToken = (services: FacadeServices, call: FacadeCall, tokens: Tokens): Operation =>
  Effect.gen(function* () {
    const { client_id: id, client_secret: secret } = yield* bodyOf(call, { client_id: text, client_secret: text })
    const admitted = yield* services.doorkeeper.admit(secret)
    if (admitted === "too many") return yield* tooOften
    // The right secret under another name opens nothing either.
    if (admitted?.keyId !== id) return yield* notValidated
    const now = yield* Clock.currentTimeMillis
    const token = yield* Effect.promise(() => tokens.seal(secret, now))
    return { access_token: token, expires_in: MINUTES }
  })
