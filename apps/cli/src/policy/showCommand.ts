/** `policy show`: a policy in words, with the hash its decisions carry. */
import { type Policy, refOf } from "@refund-rules/core"
import { Effect } from "effect"
import { Command } from "effect/cli"
import { give } from "../manners/answer.ts"
import type { Ink } from "../manners/ink.ts"
import { readPolicy } from "../try/inputs.ts"
import { fileArgument } from "./formats.ts"
import { policyText } from "./policyText.ts"

export const showCommand = Command.make(
  "show",
  { file: fileArgument("policy") },
  Effect.fnUntraced(function* ({ file }) {
    const { value: policy } = yield* readPolicy(file)
    yield* give(shown(policy))
  }),
).pipe(
  Command.withDescription("Show a policy in words, with its hash"),
  Command.withExamples([{ command: "refund-rules policy show shop/policy.json", description: "Rules and terms" }]),
)

const shown = (policy: Policy) => ({
  json: { ...refOf(policy), policy },
  text: (ink: Ink, columns: number) => policyText(policy, ink, columns),
})
