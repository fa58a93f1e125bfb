/** What trying a decision takes: a case, and the policy beside it or inside it. */
import { parseCase, parsePolicy, type Policy, type RefundCase } from "@refund-rules/core"
import { cel } from "@refund-rules/policy-cel"
import { Effect, Option } from "effect"
import { Argument, Flag } from "effect/cli"
import { readAs, readJson } from "../manners/json.ts"
import { misused, unreadable } from "../manners/Wrong.ts"

export const caseArgument = Argument.String("case").pipe(
  Argument.withDescription("A file with a case as JSON, or - for standard input"),
  Argument.withDefault("-"),
)

export const policyFlag = Flag.String("policy").pipe(
  Flag.withMetavar("<file>"),
  Flag.withDescription("The policy; without one only the invariants apply"),
  Flag.optional,
)

export const readPolicy = (name: string) => readAs(name, "the policy", (json) => parsePolicy(json, { cel }))

/** The case and the policy it is judged by; a case may bring its policy along, as the server's `decisions` takes it. */
export const readCase = Effect.fnUntraced(function* (name: string, policyName: Option.Option<string>) {
  if (name === "-" && Option.getOrUndefined(policyName) === "-")
    return yield* misused("case and policy cannot both come from standard input", "name a file for one of them")
  const { value: json } = yield* readJson(name)
  const { policy: inside, ...caseJson } = (typeof json === "object" && json !== null ? json : {}) as Record<
    string,
    unknown
  >
  const facts = parseCase(inside === undefined ? json : caseJson)
  if (!facts.ok) return yield* unreadable("the case", facts.faults, "`refund-rules init` makes a case that can be read")
  const policy = yield* policyOf(policyName, inside)
  const read: { readonly facts: RefundCase; readonly policy: Policy } = { facts: facts.value, policy }
  return read
})

const policyOf = Effect.fnUntraced(function* (name: Option.Option<string>, inside: unknown) {
  if (Option.isSome(name)) return (yield* readPolicy(name.value)).value
  const parsed = parsePolicy(inside ?? invariantsOnly, { cel })
  if (!parsed.ok)
    return yield* unreadable(
      "the policy of the case",
      parsed.faults.map((one) => ({ ...one, path: `/policy${one.path}` })),
    )
  return parsed.value
})

const invariantsOnly = { id: "invariants", bindAt: "request", rules: [], terms: {} }
