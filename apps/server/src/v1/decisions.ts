/** Answers `/v1/quotes` and `/v1/decisions`: prices and judges, and holds nothing. */
import {
  decide,
  type Evaluators,
  type Fault as CoreFault,
  parseCase,
  parsePolicy,
  type Policy,
} from "@refund-rules/core"
import { RefundDesk } from "@refund-rules/engine"
import { cel } from "@refund-rules/policy-cel"
import { Effect } from "effect"
import { fine } from "./answers.ts"
import { invalid, type Problem } from "./Problem.ts"
import { isObject, notAnObject } from "./readInput.ts"
import { readQuoteInput } from "./readRefundInput.ts"
import type { Answer, Route } from "./Route.ts"
import { tooLongHistory, tooManyRules } from "./sizeLimits.ts"

/** The routes of decisions. */
export const decisions = Effect.map(RefundDesk, (desk): readonly Route[] => [
  {
    method: "POST",
    path: "/v1/quotes",
    scope: "read",
    body: "json",
    key: "repeatable",
    answer: Effect.fnUntraced(function* ({ body, caller }) {
      return fine(yield* desk.quote(caller, yield* readQuoteInput(body)))
    }),
  },
  {
    method: "POST",
    path: "/v1/decisions",
    scope: "read",
    body: "json",
    key: "repeatable",
    answer: ({ body }) => decided(body),
  },
])

const evaluators: Evaluators = { cel }

// What judges where no policy does: only the invariants.
const none = parsePolicy({ id: "none", bindAt: "request", rules: [], terms: {} })

const decided = (body: unknown): Effect.Effect<Answer, Problem> => {
  if (!isObject(body)) return Effect.fail(notAnObject)
  const { policy: given, ...rest } = body
  const tooMuch = [...tooLongHistory(rest["history"]), ...tooManyRules(given, "/policy")]
  if (tooMuch.length > 0) return Effect.fail(invalid(tooMuch))
  const policy = given === undefined ? none : parsePolicy(given, evaluators)
  const facts = parseCase(rest)
  if (policy.ok && facts.ok) return Effect.succeed(fine(decide(policy.value, facts.value, evaluators)))
  return Effect.fail(
    invalid([
      ...(facts.ok ? [] : facts.faults.map((fault) => placeOf(fault, ""))),
      ...(policy.ok ? [] : policy.faults.map((fault) => placeOf(fault, "/policy"))),
    ]),
  )
}

const placeOf = ({ code, message, path }: CoreFault, within: string) => ({
  pointer: `${within}${path}`,
  code,
  detail: message,
})

/** A policy, read with the expressions this server evaluates. */
export const readPolicy = (json: unknown, within: string): Effect.Effect<Policy, Problem> => {
  const tooMuch = tooManyRules(json, within)
  if (tooMuch.length > 0) return Effect.fail(invalid(tooMuch))
  const read = parsePolicy(json, evaluators)
  return read.ok ? Effect.succeed(read.value) : Effect.fail(invalid(read.faults.map((fault) => placeOf(fault, within))))
}
