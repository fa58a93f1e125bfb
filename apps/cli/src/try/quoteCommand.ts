/** `quote`: what a case would pay back, whether or not anybody would approve it. */
import { quote } from "@refund-rules/core"
import { Effect } from "effect"
import { Command } from "effect/cli"
import { give } from "../manners/answer.ts"
import { caseArgument, policyFlag, readCase } from "./inputs.ts"
import { quoteText } from "./quoteText.ts"

export const quoteCommand = Command.make(
  "quote",
  { name: caseArgument, policy: policyFlag },
  Effect.fnUntraced(function* (input) {
    const { facts, policy } = yield* readCase(input.name, input.policy)
    const priced = quote(facts, policy.terms)
    yield* give({ json: priced, text: (ink, columns) => quoteText(priced, ink, columns) })
  }),
).pipe(
  Command.withDescription("Price a case under the policy's terms, without deciding it"),
  Command.withShortDescription("Price a case"),
  Command.withExamples([
    { command: "refund-rules quote shop/case.json --policy shop/policy.json", description: "What would be paid" },
  ]),
)
