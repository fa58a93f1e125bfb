/** `policy check`: searches for the smallest case that breaks what a team expects of its policy. */
import { dirname, join } from "node:path"
import { cel } from "@refund-rules/policy-cel"
import { checkPolicy, parseExpectations, render, type Report } from "@refund-rules/testing"
import { Effect, Option } from "effect"
import { Command, Flag } from "effect/cli"
import { give } from "../manners/answer.ts"
import { readAs } from "../manners/json.ts"
import { misused } from "../manners/Wrong.ts"
import { readPolicy } from "../try/inputs.ts"
import { annotations, located } from "./findings.ts"
import { fileArgument, formatFlag } from "./formats.ts"

export const checkCommand = Command.make(
  "check",
  {
    file: fileArgument("policy"),
    expectations: Flag.String("expectations").pipe(
      Flag.withMetavar("<file>"),
      Flag.withDescription("What is expected, as a JSON list; expectations.json beside the policy by default"),
      Flag.optional,
    ),
    format: formatFlag,
    runs: Flag.Int("runs").pipe(Flag.withDescription("Cases at most"), Flag.withDefault(20_000)),
    seconds: Flag.Int("seconds").pipe(Flag.withDescription("Time to search at most"), Flag.withDefault(4)),
    seed: Flag.Int("seed").pipe(Flag.withDescription("Another seed looks at other cases"), Flag.withDefault(1)),
  },
  Effect.fnUntraced(function* ({ expectations, file, format, runs, seconds, seed }) {
    const { text, value: policy } = yield* readPolicy(file)
    if (file === "-" && Option.isNone(expectations))
      return yield* misused("a policy from standard input has nothing beside it", "name a file with `--expectations`")
    const beside = Option.getOrElse(expectations, () => join(dirname(file), "expectations.json"))
    const { value: expected } = yield* readAs(beside, "the expectations", parseExpectations)
    if (expected.length === 0)
      return yield* misused(`\`${beside}\` expects nothing`, "write down at least one expectation")
    const report = checkPolicy(policy, expected, { runs, milliseconds: seconds * 1000, seed, evaluators: { cel } })
    yield* give({
      json: { file, seed, ...report },
      text: () =>
        format === "annotations" ? annotations(file, located(text, found(report))) : render(report).split("\n"),
      exit: report.ok ? 0 : 1,
    })
  }),
).pipe(
  Command.withDescription("Search for the smallest case that breaks an expectation; exits 1 where one is broken"),
  Command.withShortDescription("Prove what you expect of it"),
  Command.withExamples([
    { command: "refund-rules policy check shop/policy.json", description: "With the expectations beside it" },
    {
      command: "refund-rules policy check shop/policy.json --expectations shop/expectations.json --format annotations",
      description: "In the checks of a pull request",
    },
  ]),
)

const found = ({ counterexamples }: Report) =>
  counterexamples.map(({ expectation, story }) => ({
    path: "/rules",
    code: "expectation_broken",
    message: `broken: ${expectation}\n${story}`,
    level: "error" as const,
  }))
