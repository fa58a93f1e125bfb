/** Answers `/v1/policies`: versions published, made to stand and compared, none ever changed in what it says. */
import { diff, lint } from "@refund-rules/core"
import {
  type Caller,
  NotFound,
  PolicyBook,
  type PolicyVersion,
  ShadowBook,
  type Standing,
  type StoreUnavailable,
} from "@refund-rules/engine"
import { PolicyCheckInput, PolicyStatusInput } from "@refund-rules/http-api"
import { Effect, Semaphore } from "effect"
import { checking } from "./checkPolicy.ts"
import { fine, pageOf } from "./answers.ts"
import { cutAt, inParts } from "./inParts.ts"
import { readPolicy } from "./decisions.ts"
import { invalid, problem, type Problem } from "./Problem.ts"
import { isObject, notAnObject, readInput, readInstant } from "./readInput.ts"
import { paging, pagingOf, readQuery, whole as positive } from "./readQuery.ts"
import type { Answer, Asked, Fault, Route } from "./Route.ts"

type Book = (typeof PolicyBook)["Service"]
type Shadows = (typeof ShadowBook)["Service"]

/** The routes of policies. */
export const policies = Effect.gen(function* () {
  const book = yield* PolicyBook
  // Between looking at the latest version and publishing the next nobody else may publish here.
  const oneByOne = yield* Semaphore.make(1)
  return [
    {
      method: "PUT",
      path: "/v1/policies/{id}",
      scope: "policies:write",
      body: "json",
      key: "repeatable",
      versioned: true,
      answer: (asked) => oneByOne.withPermits(1)(publish(book, asked)),
    },
    ...reading(book),
    ...standing(book, yield* ShadowBook),
    ...comparing(book),
    check(book),
  ] as readonly Route[]
})

const publish = Effect.fnUntraced(function* (
  book: Book,
  { body, caller, id, ifMatch }: Asked,
): Effect.fn.Return<Answer, Fault> {
  const { given, standing, within } = yield* publicationIn(body)
  const policy = yield* readPolicy({ id, ...given }, within)
  if (policy.id !== id) {
    return yield* invalid([
      { pointer: `${within}/id`, code: "not_one_of", detail: "expected the id of the path, or none" },
    ])
  }
  const before = (yield* book.versions(caller.scope, id)).at(-1)
  if (ifMatch !== undefined && !matches(ifMatch, before)) {
    return yield* problem("version_mismatch", `the latest version is ${before === undefined ? "none" : tagOf(before)}`)
  }
  const published = yield* book.publish(caller.scope, policy, new Date().toISOString(), standing)
  const { hash, version } = published
  return {
    status: version === before?.version ? 200 : 201,
    body: { id, version, hash },
    headers: { etag: tagOf(published) },
  }
})

/** A policy alone is published as active; with how it is to stand beside it, as that. */
const publicationIn = Effect.fnUntraced(function* (body: unknown) {
  if (!isObject(body)) return yield* notAnObject
  if (!Object.hasOwn(body, "policy")) return { given: body, standing: active, within: "" }
  const { policy: given, ...rest } = yield* membersOf(body, ["policy", "status", "effectiveFrom"])
  if (!isObject(given)) return yield* invalid([{ ...notAPolicy, pointer: "/policy" }])
  const { version: _version, ...standing } = yield* readStatus({ version: 1, ...rest })
  return { given, standing: yield* utc(standing), within: "/policy" }
})

const active: Standing = { status: "active" }

const notAPolicy = { code: "not_an_object", detail: "expected a policy" }

const readStatus = readInput(PolicyStatusInput)

/** Instants are kept in UTC. */
const utc = Effect.fnUntraced(function* ({ effectiveFrom, status }: Standing): Effect.fn.Return<Standing, Problem> {
  const from = yield* readInstant(effectiveFrom, "/effectiveFrom")
  return { status, ...(from === undefined ? {} : { effectiveFrom: from }) }
})

const standing = (book: Book, shadows: Shadows): readonly Route[] => [
  {
    method: "POST",
    path: "/v1/policies/{id}/status",
    scope: "policies:write",
    body: "json",
    key: "repeatable",
    answer: Effect.fnUntraced(function* ({ body, caller, id }) {
      const { version, ...wanted } = yield* readStatus(body)
      const at = new Date().toISOString()
      const found = yield* book.setStatus(caller.scope, { id, version }, yield* utc(wanted), at)
      return found === undefined ? yield* new NotFound({ what: "policy", id, retry: "never" }) : fine(found)
    }),
  },
  {
    method: "GET",
    path: "/v1/policies/{id}/differences",
    scope: "read",
    body: "none",
    key: "repeatable",
    takesQuery: true,
    answer: Effect.fnUntraced(function* ({ caller, id: policyId, query }) {
      const { filter, paging: part } = pagingOf(yield* readQuery(query, narrowing))
      yield* versionsOf(book, caller, policyId)
      const { items, nextCursor = null } = yield* inParts(part, (one) =>
        shadows.differences(caller.scope, { policyId, ...filter }, one),
      )
      return fine({ items, nextCursor, counts: yield* shadows.counts(caller.scope, policyId) })
    }),
  },
]

const narrowing = { version: positive(1, 1_000_000_000), ...paging }

const tagOf = ({ version }: Pick<PolicyVersion, "version">): string => `"${version}"`

const matches = (ifMatch: string, latest: PolicyVersion | undefined): boolean =>
  latest !== undefined && (ifMatch.trim() === "*" || ifMatch.split(",").some((tag) => tag.trim() === tagOf(latest)))

const versionsOf = (
  book: Book,
  { scope }: Caller,
  id: string,
): Effect.Effect<readonly [PolicyVersion, ...PolicyVersion[]], NotFound | StoreUnavailable> =>
  Effect.flatMap(book.versions(scope, id), ([first, ...more]) =>
    first === undefined
      ? Effect.fail(new NotFound({ what: "policy", id, retry: "never" }))
      : Effect.succeed([first, ...more] as const),
  )

const reading = (book: Book): readonly Route[] => [
  {
    method: "GET",
    path: "/v1/policies/{id}",
    scope: "read",
    body: "none",
    key: "repeatable",
    answer: ({ caller, id }) =>
      Effect.map(versionsOf(book, caller, id), (versions) => {
        const latest = versions.at(-1)!
        return { ...fine(latest), headers: { etag: tagOf(latest) } }
      }),
  },
  {
    method: "GET",
    path: "/v1/policies/{id}/versions",
    scope: "read",
    body: "none",
    key: "repeatable",
    takesQuery: true,
    answer: Effect.fnUntraced(function* ({ caller, id, query }) {
      const { cursor = 0, limit = 50 } = yield* readQuery(query, { ...paging, cursor: positive(1, 1_000_000_000) })
      const all = yield* versionsOf(book, caller, id)
      const { items, nextCursor } = yield* inParts({ limit, cursor }, ({ cursor: after = cursor, limit: atOnce }) => {
        const found = all.filter(({ version }) => version > after)
        return Effect.succeed(cutAt(atOnce, found, ({ version }) => version))
      })
      return pageOf({ items, ...(nextCursor === undefined ? {} : { nextCursor: `${nextCursor}` }) })
    }),
  },
]

const comparing = (book: Book): readonly Route[] => [
  {
    method: "POST",
    path: "/v1/policies/{id}/diff",
    scope: "read",
    body: "json",
    key: "repeatable",
    answer: Effect.fnUntraced(function* ({ body, caller, id }) {
      const { policy: given, version } = yield* membersOf(body, ["policy", "version"])
      const policy = yield* readPolicy(given, "/policy")
      const versions = yield* versionsOf(book, caller, id)
      const from = version === undefined ? versions.at(-1) : versions.find((one) => one.version === version)
      if (from === undefined) {
        return yield* invalid([
          { pointer: "/version", code: "not_one_of", detail: "expected a version of this policy" },
        ])
      }
      const { hash, version: number } = from
      return fine({ from: { id, version: number, hash }, changes: diff(from.policy, policy) })
    }),
  },
  {
    method: "POST",
    path: "/v1/policies/{id}/lint",
    scope: "read",
    body: "json",
    key: "repeatable",
    answer: Effect.fnUntraced(function* ({ body, caller, id }) {
      const { policy: given } = yield* membersOf(body, ["policy"])
      const policy =
        given === undefined ? (yield* versionsOf(book, caller, id)).at(-1)!.policy : yield* readPolicy(given, "/policy")
      return fine({ findings: lint(policy) })
    }),
  },
]

const readCheck = readInput(PolicyCheckInput)

const check = (book: Book): Route => {
  const checked = checking()
  return {
    method: "POST",
    path: "/v1/policies/{id}/check",
    scope: "read",
    body: "json",
    key: "repeatable",
    answer: Effect.fnUntraced(function* ({ body, caller, id }) {
      const { policy: given, ...rest } = isObject(body) ? body : yield* notAnObject
      const expected = yield* readCheck(rest)
      const policy =
        given === undefined ? (yield* versionsOf(book, caller, id)).at(-1)!.policy : yield* readPolicy(given, "/policy")
      return yield* checked(caller, policy, expected)
    }),
  }
}

const membersOf = Effect.fnUntraced(function* (body: unknown, known: readonly string[]) {
  if (!isObject(body)) return yield* notAnObject
  const unknown = Object.keys(body).filter((name) => !known.includes(name))
  if (unknown.length === 0) return body
  return yield* invalid(
    unknown.map((name) => ({ pointer: `/${name}`, code: "unknown_field", detail: "no such field here" })),
  )
})
