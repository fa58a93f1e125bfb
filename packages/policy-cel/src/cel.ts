/** The evaluator itself: a source is read and typed once; what cannot be evaluated is undefined, and so broken. */
import type { ExpressionEvaluator, Fault } from "@refund-rules/core"
import { fault, forbidden, unbounded } from "./allowed.ts"
import { costOf } from "./cost.ts"
import { environment, isVariable, valuesOf, type Used, type Variable } from "./environment.ts"
import { MAX_COST, MAX_SOURCE } from "./limits.ts"
import { partsOf, type Node } from "./Node.ts"

type Parsed = ReturnType<typeof environment.parse>

type Read =
  | { readonly faults: readonly [Fault, ...Fault[]] }
  | { readonly faults: readonly []; readonly run: Parsed; readonly root: Node; readonly used: Used }

/**
 * The `Expression` evaluator for CEL. An expression sees `payment`, `ask`, `askedAt`, `requestedBy`, `amount`, `retained`,
 * `remaining`, `disputed`, `refunds`, `customerHistory` and `actorHistory`, amounts as `int`; it must be a `bool`.
 *
 * @example
 * ```ts
 * import { cel } from "@refund-rules/policy-cel"
 *
 * cel.check("amount <= payment.captured / 2") // => []
 * ```
 *
 * @example
 * ```ts
 * import { cel } from "@refund-rules/policy-cel"
 *
 * cel.check("amount <= payment.capturd").map((fault) => fault.message) // => ["No such key: capturd"]
 * ```
 *
 * @since 0.1.0
 */
export const cel: ExpressionEvaluator = {
  check: (source) => read(source).faults,
  compile: (source) => {
    const known = read(source)
    if (!("run" in known)) return () => undefined
    const { root, run, used } = known
    return (facts) => {
      try {
        if (costOf(root, facts) > MAX_COST) return undefined
        const value: unknown = run(valuesOf(facts, used))
        return typeof value === "boolean" ? value : undefined
      } catch {
        return undefined
      }
    }
  },
}

const read = (source: string): Read => {
  if (typeof source !== "string") return { faults: [fault("cel_syntax", "expected an expression")] }
  if (source.length > MAX_SOURCE)
    return { faults: [fault("cel_too_long", `expected at most ${MAX_SOURCE} characters, found ${source.length}`)] }
  try {
    return readShort(source)
  } catch (error) {
    return { faults: [fault("cel_syntax", wordsOf(error))] }
  }
}

const readShort = (source: string): Read => {
  const run = environment.parse(source)
  const root: Node = run.ast
  const [before, ...more] = forbidden(root)
  if (before !== undefined) return { faults: [before, ...more] }
  const checked = run.check()
  if (!checked.valid) return { faults: [fault("cel_type", wordsOf(checked.error))] }
  if (checked.type !== "bool")
    return { faults: [fault("cel_type", `expected a bool, found \`${String(checked.type).slice(0, 100)}\``)] }
  const [after, ...others] = unbounded(root)
  if (after !== undefined) return { faults: [after, ...others] }
  return { faults: [], run, root, used: usedIn(root) }
}

/** The library's own sentence, without the source it quotes. */
const wordsOf = (error: unknown): string => {
  const said = error instanceof Error ? (error as Error & { readonly summary?: string }) : undefined
  return String(said?.summary ?? said?.message ?? "the expression cannot be read")
    .split("\n")[0]!
    .slice(0, 200)
}

const usedIn = (root: Node): Used => {
  const variables = new Set<Variable>()
  const fields = new Set<string>()
  const visit = (node: Node): void => {
    if (node.op === "id" && isVariable(node.args)) variables.add(node.args)
    if (node.op === ".") fields.add(node.args[1])
    partsOf(node).forEach(visit)
  }
  visit(root)
  return { variables, fields }
}
