/** The two ways findings are printed beside JSON, and what both need of a policy file. */
import { parsePolicy } from "@refund-rules/core"
import { cel } from "@refund-rules/policy-cel"
import { Effect } from "effect"
import { Argument, Flag } from "effect/cli"
import { readText } from "../manners/files.ts"
import { parseJson } from "../manners/strictJson.ts"

export const formatFlag = Flag.Literals("format", ["text", "annotations"]).pipe(
  Flag.withDescription("How findings are printed: for people, or as annotations of a pull request"),
  Flag.withDefault("text"),
)

export const fileArgument = (name: string) =>
  Argument.String(name).pipe(Argument.withDescription("A policy as JSON, or - for standard input"))

/** A policy whose faults are findings: here it is judged, and nothing is done with it. */
export const readToJudge = Effect.fnUntraced(function* (name: string) {
  const text = yield* readText(name)
  const json = parseJson(text)
  return { text, parsed: json.ok ? parsePolicy(json.value, { cel }) : json }
})
