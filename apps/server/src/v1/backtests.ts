/** Answers `/v1/backtests`: a policy tried on everything that was decided, beside the server's work. */
import { randomUUID } from "node:crypto"
import type { Policy } from "@refund-rules/core"
import { BacktestBook, type BacktestQuestion, NotFound, PolicyBook } from "@refund-rules/engine"
import { BacktestInput } from "@refund-rules/http-api"
import { Effect } from "effect"
import { backtestView } from "../backtests/backtestView.ts"
import { fine, made } from "./answers.ts"
import { readPolicy } from "./decisions.ts"
import { requestIdOf } from "./once.ts"
import { invalid, problem } from "./Problem.ts"
import { isObject, notAnObject, readInput, readInstant } from "./readInput.ts"
import type { Answer, Asked, Fault, Route } from "./Route.ts"

/** Backtests of one merchant that are under way at once. */
const AT_ONCE = 2

const readBacktest = readInput(BacktestInput)

/** The routes of backtests. */
export const backtests = Effect.gen(function* () {
  const book = yield* BacktestBook
  const policies = yield* PolicyBook
  return [
    {
      method: "POST",
      path: "/v1/backtests",
      scope: "policies:write",
      body: "json",
      key: "repeatable",
      answer: (asked) => start(book, policies, asked),
    },
    {
      method: "GET",
      path: "/v1/backtests/{id}",
      scope: "read",
      body: "none",
      key: "repeatable",
      answer: Effect.fnUntraced(function* ({ caller, id }) {
        const found = yield* book.read(caller.scope, id)
        return found === undefined ? yield* absent(id) : fine(backtestView(found))
      }),
    },
  ] as readonly Route[]
})

type Book = (typeof BacktestBook)["Service"]
type Policies = (typeof PolicyBook)["Service"]

const absent = (id: string) => new NotFound({ what: "backtest", id, retry: "never" })

/** The same key names the same backtest: asking again starts no second one. */
const start = Effect.fnUntraced(function* (
  book: Book,
  policies: Policies,
  { body, caller, key }: Asked,
): Effect.fn.Return<Answer, Fault> {
  const { policy: given, ...rest } = isObject(body) ? body : yield* notAnObject
  const { by = [], since, ...meant } = yield* readBacktest(rest)
  const policy = yield* policyMeant(policies, caller, { policy: given, ...meant })
  const from = yield* readInstant(since, "/since")
  const question: BacktestQuestion = {
    policy,
    by: groups.filter((name) => by.includes(name)),
    ...(from === undefined ? {} : { since: from }),
  }
  const id = `backtest_${key === "" ? randomUUID() : requestIdOf(caller, key)}`
  const added = yield* book.add({ scope: caller.scope, id, createdAt: new Date().toISOString(), question }, AT_ONCE)
  if (added === "taken") return yield* taken
  if (added === "full") return yield* busy
  const found = yield* book.read(caller.scope, id)
  return found === undefined ? yield* absent(id) : made(202, "/v1/backtests", backtestView(found))
})

const groups = ["reason", "provider", "currency"] as const

const taken = problem("idempotency_key_reused", "this key was used for another request: use a new key")
const busy = problem("busy", `${AT_ONCE} backtests are under way, as many as may be: ask again when one has ended`, {
  headers: { "retry-after": "10" },
})

const policyMeant = Effect.fnUntraced(function* (
  policies: Policies,
  { scope }: Asked["caller"],
  { policy, policyId, version }: { readonly policy?: unknown; readonly policyId?: string; readonly version?: number },
): Effect.fn.Return<Policy, Fault> {
  if ((policy === undefined) === (policyId === undefined))
    return yield* invalid([{ pointer: "/policy", code: "missing", detail: "expected either `policy` or `policyId`" }])
  if (policyId === undefined) {
    if (version === undefined) return yield* readPolicy(policy, "/policy")
    return yield* invalid([{ pointer: "/version", code: "unknown_field", detail: "only beside `policyId`" }])
  }
  const versions = yield* policies.versions(scope, policyId)
  const found = version === undefined ? versions.at(-1) : versions.find((one) => one.version === version)
  return found === undefined ? yield* new NotFound({ what: "policy", id: policyId, retry: "never" }) : found.policy
})
