/** `decide`: one decision on a case from a file, with everything it was made of. */
import { decide } from "@refund-rules/core"
import { cel } from "@refund-rules/policy-cel"
import { Effect } from "effect"
import { Command } from "effect/cli"
import { give } from "../manners/answer.ts"
import { decisionText } from "./decisionText.ts"
import { caseArgument, policyFlag, readCase } from "./inputs.ts"

export const decideCommand = Command.make(
  "decide",
  { name: caseArgument, policy: policyFlag },
  Effect.fnUntraced(function* (input) {
    const { facts, policy } = yield* readCase(input.name, input.policy)
    const decision = decide(policy, facts, { cel })
    yield* give({
      json: decision,
      text: (ink, columns) => decisionText(decision, ink, columns),
      exit: decision._tag === "Refuse" ? 1 : 0,
    })
  }),
).pipe(
  Command.withDescription("Decide a case: verdict, quote and trace; exits 1 where it is refused"),
  Command.withShortDescription("Decide a case"),
  Command.withExamples([
    { command: "refund-rules decide shop/case.json --policy shop/policy.json", description: "From files" },
    { command: "cat shop/case.json | refund-rules decide --json", description: "From standard input, for a program" },
  ]),
)
