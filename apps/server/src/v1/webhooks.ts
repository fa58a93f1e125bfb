/** Answers `/v1/webhooks`: where a merchant is told of what happens, and what became of each message. */
import { randomUUID } from "node:crypto"
import { type Delivery, type Scope, WebhookBook, type WebhookKept } from "@refund-rules/engine"
import { ReplayInput, WebhookInput } from "@refund-rules/http-api"
import { Effect, Redacted } from "effect"
import { Webhooks } from "../outgoing/Webhooks.ts"
import { fine, pageOf, whole } from "./answers.ts"
import { cutAt, inParts } from "./inParts.ts"
import { invalid, problem } from "./Problem.ts"
import { readInput, readInstant } from "./readInput.ts"
import { oneOf, paging, pagingOf, readQuery } from "./readQuery.ts"
import type { Answer, Asked, Fault, Route } from "./Route.ts"

const readWebhook = readInput(WebhookInput)
const readReplay = readInput(ReplayInput)

const admin = { scope: "admin", body: "none", key: "repeatable" } as const

/** The routes of webhooks. */
export const webhooks = Effect.gen(function* () {
  const own = yield* Webhooks
  const book = yield* WebhookBook
  return [
    {
      ...admin,
      method: "POST",
      path: "/v1/webhooks",
      body: "json",
      key: "refused",
      answer: (asked) => make(own, asked),
    },
    {
      ...admin,
      method: "GET",
      path: "/v1/webhooks",
      answer: ({ caller }) => Effect.map(book.webhooks(caller.scope), (kept) => whole(kept.map(told))),
    },
    {
      ...admin,
      method: "DELETE",
      path: "/v1/webhooks/{id}",
      answer: Effect.fnUntraced(function* ({ caller, id }) {
        if (!(yield* book.remove(caller.scope, id))) return yield* absent
        return { status: 204, body: undefined }
      }),
    },
    {
      ...admin,
      method: "POST",
      path: "/v1/webhooks/{id}/rotate",
      key: "refused",
      answer: Effect.fnUntraced(function* ({ caller, id }) {
        const secret = yield* own.rotate(caller.scope, id)
        if (secret === undefined) return yield* absent
        return secret === "keyless" ? yield* keyless : fine({ id, secret: Redacted.value(secret) })
      }),
    },
    ...messages(book),
  ] as readonly Route[]
})

type Book = (typeof WebhookBook)["Service"]

const messages = (book: Book): readonly Route[] => [
  {
    ...admin,
    method: "GET",
    path: "/v1/webhooks/{id}/deliveries",
    takesQuery: true,
    answer: (asked) => list(book, asked),
  },
  {
    ...admin,
    method: "POST",
    path: "/v1/webhooks/{id}/replay",
    body: "json",
    answer: Effect.fnUntraced(function* ({ body, caller, id }) {
      const { message, since: given } = yield* readReplay(body)
      const since = yield* readInstant(given, "/since")
      const which = { ...(message === undefined ? {} : { message }), ...(since === undefined ? {} : { since }) }
      const replayed = yield* book.replay(caller.scope, id, which)
      return replayed === undefined ? yield* absent : fine({ id, replayed })
    }),
  },
]

const absent = problem("not_found", "there is no such webhook here")
const keyless = problem("secrets_key_missing", "secrets are kept only where REFUND_RULES_SECRETS_KEY is set")
const tooMany = problem("webhook_limit", "a merchant has at most 20 webhooks: remove one first")

const make = Effect.fnUntraced(function* (
  own: (typeof Webhooks)["Service"],
  { body, caller: { scope } }: Asked,
): Effect.fn.Return<Answer, Fault> {
  const given = yield* readWebhook(body)
  const refusal = yield* own.refusalOf(given.url)
  if (refusal !== undefined) return yield* invalid([{ pointer: "/url", code: "url_refused", detail: refusal }])
  const made = yield* own.make(scope, `webhook_${randomUUID()}`, given)
  if (made === "keyless") return yield* keyless
  if (made === "too many") return yield* tooMany
  const { createdAt, id, secret } = made
  const { events, url } = given
  const view = { id, url, events: events ?? null, status: "enabled", reason: null, createdAt }
  return {
    status: 201,
    body: { ...view, secret: Redacted.value(secret) },
    headers: { location: "/v1/webhooks" },
  }
})

const told = ({ createdAt, events, id, reason, status, url }: WebhookKept) => ({
  id,
  url,
  status,
  createdAt,
  events: events ?? null,
  reason: reason ?? null,
})

const filter = { status: oneOf("waiting", "delivered", "dead"), ...paging }

const list = Effect.fnUntraced(function* (
  book: Book,
  { caller: { scope }, id, query }: Asked,
): Effect.fn.Return<Answer, Fault> {
  const { filter: narrowed, paging: part } = pagingOf(yield* readQuery(query, filter))
  if (!(yield* isKnown(book, scope, id))) return yield* absent
  const page = yield* inParts(part, ({ cursor, limit }) => {
    const before = cursor === undefined ? {} : { before: cursor }
    return Effect.flatMap(book.deliveries(scope, id, { ...narrowed, ...before }, limit + 1), (found) =>
      found === undefined ? unknownCursor : Effect.succeed(cutAt(limit, found, (last) => last.id)),
    )
  })
  return pageOf(page, delivered)
})

const unknownCursor = invalid([{ pointer: "/cursor", code: "invalid_cursor", detail: "not a cursor of this list" }])

const isKnown = (book: Book, scope: Scope, id: string) =>
  Effect.map(book.webhooks(scope), (kept) => kept.some((one) => one.id === id))

const delivered = ({ at, body, id, reason, sequence, status, triedAt, tries, type }: Delivery) => ({
  id,
  type,
  sequence,
  status,
  tries,
  at,
  triedAt: triedAt ?? null,
  reason: reason ?? null,
  event: JSON.parse(body) as unknown,
})
