/** `policy diff`: what changed between two policies, a sentence each. */
import { diff } from "@refund-rules/core"
import { Effect } from "effect"
import { Command, Flag } from "effect/cli"
import { give } from "../manners/answer.ts"
import { wrap } from "../manners/wrap.ts"
import { misused } from "../manners/Wrong.ts"
import { readPolicy } from "../try/inputs.ts"
import { fileArgument } from "./formats.ts"

export const diffCommand = Command.make(
  "diff",
  {
    before: fileArgument("before"),
    after: fileArgument("after"),
    exitCode: Flag.Boolean("exit-code").pipe(
      Flag.withDescription("Exit 1 where anything changed"),
      Flag.withDefault(false),
    ),
  },
  Effect.fnUntraced(function* ({ after, before, exitCode }) {
    if (before === "-" && after === "-") return yield* misused("both policies cannot come from standard input")
    const changes = diff((yield* readPolicy(before)).value, (yield* readPolicy(after)).value)
    yield* give({
      json: { changes },
      text: (_ink, columns) =>
        changes.length === 0 ? ["the same"] : changes.flatMap((one) => wrap(`- ${one}`, columns, "  ")),
      exit: exitCode && changes.length > 0 ? 1 : 0,
    })
  }),
).pipe(
  Command.withDescription("Say what changed from one policy to another"),
  Command.withExamples([
    { command: "refund-rules policy diff shop/policy.json shop/policy.json", description: "Nothing changed" },
  ]),
)
