/** Keys and merchants: who may ask, and for whom. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { readingProblems, writingProblems } from "../ProblemDocument.ts"
import { Authorization } from "./Authorization.ts"
import { Amount, At, ById, cursor, Id, limit, optional, pageOf } from "./values.ts"

const Name = Schema.String.check(Schema.isPattern(/^[a-z0-9][a-z0-9_-]{0,63}$/u))
const Mode = Schema.Literals(["test", "live"])
const Scopes = Schema.Array(
  Schema.Literals(["payments:write", "refunds:write", "refunds:approve", "policies:write", "read", "admin"]),
)
const PerDay = Schema.Record(Schema.String.check(Schema.isPattern(/^[A-Z]{3}$/u)), Amount)
const Rate = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1_000_000 }))

/**
 * A key to be made: whoever holds it is `actor`, and may what its scopes say.
 *
 * @since 0.1.0
 */
export const KeyInput = Schema.Struct({
  merchant: optional(Name),
  mode: optional(Mode),
  actor: Id,
  scopes: Scopes.check(Schema.isMinLength(1)),
  maxAmount: optional(Amount.annotate({ description: "No refund or session of this key pays more." })),
  maxAmountPerDay: optional(
    PerDay.annotate({
      description:
        "By currency: all that the key's actor asks for within any 24 hours pays no more, and nothing in a currency that is " +
        "not named. Refunds that failed, and sessions that ended, do not count.",
    }),
  ),
  ratePerSecond: optional(Rate.annotate({ description: "More requests than this are answered 429." })),
  expiresAt: optional(At),
}).annotate({ identifier: "KeyInput" })

/**
 * A merchant to be made known.
 *
 * @since 0.1.0
 */
export const MerchantInput = Schema.Struct({
  id: Name,
  name: optional(Schema.String.check(Schema.isBetweenLength(1, 200))),
  settings: optional(Schema.Record(Schema.String, Schema.Unknown)),
}).annotate({ identifier: "MerchantInput" })

const Key = Schema.Struct({
  id: Id,
  merchant: Name,
  mode: Mode,
  actor: Id,
  scopes: Scopes,
  maxAmount: optional(Amount),
  maxAmountPerDay: optional(PerDay),
  ratePerSecond: optional(Rate),
  expiresAt: optional(At),
  revokedAt: optional(At),
  createdAt: At,
}).annotate({ identifier: "Key" })

const Merchant = Schema.Struct({
  id: Name,
  name: optional(Schema.String),
  settings: Schema.Record(Schema.String, Schema.Unknown),
}).annotate({ identifier: "Merchant" })

const make = HttpApiEndpoint.post("make", "/v1/keys", {
  payload: KeyInput,
  success: Schema.Struct({ id: Id, key: Schema.String })
    .annotate({ identifier: "NewKey" })
    .pipe(HttpApiSchema.status(201)),
  error: writingProblems,
}).annotateMerge(
  OpenApi.annotations({
    summary: "Make an API key",
    description:
      "The answer is the only place where its secret ever stands, and so no answer is kept: an `Idempotency-Key` here is " +
      "refused, and whoever missed the answer revokes the key and makes another.",
  }),
)

const list = HttpApiEndpoint.get("list", "/v1/keys", {
  query: Schema.Struct({ limit, cursor }),
  success: pageOf(Key, "Keys"),
  error: readingProblems,
}).annotateMerge(OpenApi.annotations({ summary: "List keys, without their secrets, newest first" }))

const revoke = HttpApiEndpoint.delete("revoke", "/v1/keys/:id", {
  params: ById,
  success: HttpApiSchema.NoContent,
  error: readingProblems,
}).annotateMerge(OpenApi.annotations({ summary: "Revoke a key, at once" }))

const merchant = HttpApiEndpoint.post("merchant", "/v1/merchants", {
  payload: MerchantInput,
  success: [Merchant, Merchant.pipe(HttpApiSchema.status(201))],
  error: writingProblems,
}).annotateMerge(
  OpenApi.annotations({
    summary: "Make a merchant known",
    description:
      "Only with the root key. 200 where it is known just so, 409 `merchant_conflict` where it is known otherwise.",
  }),
)

/** `/v1/keys` and `/v1/merchants`. */
export const access = HttpApiGroup.make("access")
  .add(make, list, revoke, merchant)
  .middleware(Authorization)
  .annotateMerge(OpenApi.annotations({ title: "Access", description: "Merchants and their keys." }))
