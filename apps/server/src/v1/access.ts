/** Answers `/v1/keys` and `/v1/merchants`: who may ask, told once. */
import { randomUUID } from "node:crypto"
import { KeyInput, MerchantInput } from "@refund-rules/http-api"
import { type ApiKey, Keyring } from "@refund-rules/engine"
import { Effect } from "effect"
import { Access } from "../access/Access.ts"
import { hashOf, newSecret } from "../access/secrets.ts"
import { fine, pageOf } from "./answers.ts"
import { inParts } from "./inParts.ts"
import { invalid, problem } from "./Problem.ts"
import { readInput, readInstant } from "./readInput.ts"
import { paging, pagingOf, readQuery } from "./readQuery.ts"
import type { Answer, Asked, Fault, Route } from "./Route.ts"

type Ring = (typeof Keyring)["Service"]

const readKey = readInput(KeyInput)
const readMerchant = readInput(MerchantInput)

/** The routes of keys and merchants. */
export const access = Effect.gen(function* () {
  const keyring = yield* Keyring
  const { forget } = yield* Access
  return [
    {
      method: "POST",
      path: "/v1/keys",
      scope: "admin",
      body: "json",
      key: "refused",
      answer: (asked) => makeKey(keyring, asked),
    },
    listing(keyring),
    {
      method: "DELETE",
      path: "/v1/keys/{id}",
      scope: "admin",
      body: "none",
      key: "repeatable",
      answer: Effect.fnUntraced(function* ({ caller, id }) {
        const isRevoked = yield* keyring.revoke(caller.scope, id, new Date().toISOString())
        yield* Effect.sync(forget)
        return isRevoked ? { status: 204, body: undefined } : yield* problem("not_found", "there is no such key here")
      }),
    },
    {
      method: "POST",
      path: "/v1/merchants",
      scope: "root",
      body: "json",
      key: "repeatable",
      answer: Effect.fnUntraced(function* ({ body }) {
        const { id, name, settings = {} } = yield* readMerchant(body)
        const merchant = { id, ...(name === undefined ? {} : { name }), settings }
        const known = yield* keyring.addMerchant(merchant)
        if (known === "conflict")
          return yield* problem("merchant_conflict", "this id is known with another name or other settings")
        return { status: known === "added" ? 201 : 200, body: merchant }
      }),
    },
  ] as readonly Route[]
})

const listing = (keyring: Ring): Route => ({
  method: "GET",
  path: "/v1/keys",
  scope: "admin",
  body: "none",
  key: "repeatable",
  takesQuery: true,
  answer: Effect.fnUntraced(function* ({ caller, query }) {
    const { paging: part } = pagingOf(yield* readQuery(query, paging))
    return pageOf(yield* inParts(part, (one) => keyring.listed(caller.scope, one)), told)
  }),
})

const told = ({ scope, ...key }: ApiKey) => ({ ...key, ...scope })

const makeKey = Effect.fnUntraced(function* (
  keyring: Ring,
  { body, caller, holder }: Asked,
): Effect.fn.Return<Answer, Fault> {
  const { expiresAt, merchant = caller.scope.merchant, mode = caller.scope.mode, ...rest } = yield* readKey(body)
  if (merchant !== caller.scope.merchant && !holder.isRoot) {
    return yield* problem("insufficient_scope", "only the root key makes keys of another merchant")
  }
  if (mode !== caller.scope.mode && !holder.isRoot) {
    return yield* problem("mode_mismatch", "only the root key makes keys of another mode")
  }
  if ((yield* keyring.merchant(merchant)) === undefined) {
    return yield* invalid([{ pointer: "/merchant", code: "not_one_of", detail: "expected a merchant that is known" }])
  }
  const ends = yield* readInstant(expiresAt, "/expiresAt")
  const secret = newSecret(mode)
  const key: ApiKey = {
    ...rest,
    id: `key_${randomUUID().replaceAll("-", "")}`,
    scope: { merchant, mode },
    ...(ends === undefined ? {} : { expiresAt: ends }),
    createdAt: new Date().toISOString(),
  }
  yield* keyring.add(key, hashOf(secret))
  return { ...fine({ id: key.id, key: secret }), status: 201 }
})
