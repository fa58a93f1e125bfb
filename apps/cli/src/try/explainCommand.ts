/** `explain`: why a case is decided as it is, in sentences for staff or for who paid. */
import { decide, explain } from "@refund-rules/core"
import { cel } from "@refund-rules/policy-cel"
import { Effect } from "effect"
import { Command, Flag } from "effect/cli"
import { give } from "../manners/answer.ts"
import { wrap } from "../manners/wrap.ts"
import { caseArgument, policyFlag, readCase } from "./inputs.ts"

export const explainCommand = Command.make(
  "explain",
  {
    name: caseArgument,
    policy: policyFlag,
    voice: Flag.Literals("voice", ["staff", "payer"]).pipe(
      Flag.withDescription("Who reads it: staff sees the rules, the payer does not"),
      Flag.withDefault("staff"),
    ),
  },
  Effect.fnUntraced(function* (input) {
    const { facts, policy } = yield* readCase(input.name, input.policy)
    const decision = decide(policy, facts, { cel })
    const sentences = explain(decision, input.voice)
    yield* give({
      json: { verdict: decision._tag, voice: input.voice, sentences },
      text: (_ink, columns) => sentences.flatMap((one) => wrap(one, columns, "  ")),
      exit: decision._tag === "Refuse" ? 1 : 0,
    })
  }),
).pipe(
  Command.withDescription("Say in sentences why a case is decided as it is; exits 1 where it is refused"),
  Command.withShortDescription("Say why"),
  Command.withExamples([
    { command: "refund-rules explain shop/case.json --policy shop/policy.json", description: "For staff" },
    {
      command: "refund-rules explain shop/case.json --policy shop/policy.json --voice payer",
      description: "For who paid, giving nothing of the policy away",
    },
  ]),
)
